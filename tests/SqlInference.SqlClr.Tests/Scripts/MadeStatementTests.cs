using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Tests.Scripts.Interpreter;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>Statements that procedures put together, from columns and tables with names that want to get out of their brackets.</summary>
public sealed class MadeStatementTests
{
    static readonly string[] Names = ["a]b'", "sel;ect -- \"", "ü 😀", "n"];
    static readonly string[] QueryTypes = ["nvarchar(50)", "decimal(12,2)", "datetime2(7)", "int"];
    static readonly string[] ModelTypes = ["nvarchar(max)", "decimal(12,2)", "datetime2", "int"];
    static readonly string[] AllTypes = ["bit", "smallint", "int", "bigint", "real", "float", "decimal(38,10)", "nvarchar(max)", "date", "datetime2", "datetimeoffset"];

    [Fact]
    public void Gathering_adds_the_querys_columns_and_fills_them()
    {
        var gather = new ScriptProcedure("50-statements.sql", "gather") { Rows = Described() };

        gather.Assign("@names");
        var added = Assert.IsType<AlterTableAddTableElementStatement>(Statement(gather.Assign("@statement")));
        var columns = Parameter.Read(gather.Assign("@columns").Replace("nvarchar(50)", "nvarchar(max)").Replace("datetime2(7)", "datetime2"));
        var filled = Assert.IsType<InsertStatement>(Statement(gather.Assign("@statement", 1)));

        Assert.Equal(Names, added.Definition.ColumnDefinitions.Select(column => column.ColumnIdentifier.Value));
        Assert.Equal("Latin1_General_CI_AS", added.Definition.ColumnDefinitions[0].Collation.Value);
        Assert.Equal(Names, columns.Select(column => column.Name));
        Assert.Equal(Names, filled.InsertSpecification.Columns.Select(column => column.MultiPartIdentifier.Identifiers.Single().Value));
        Assert.IsType<ExecuteInsertSource>(filled.InsertSpecification.InsertSource);
    }

    [Theory]
    [InlineData("50-statements.sql", "score")]
    [InlineData("50-statements.sql", "train")]
    public void Rows_are_read_behind_a_number_and_each_column_as_its_type(string file, string name)
    {
        var procedure = new ScriptProcedure(file, name) { Rows = Matched(AllTypes) };

        var read = Query(procedure.Assign("@read"));

        Assert.Equal(["sqlinference_row", .. AllTypes.Select((_, i) => $"c{i}")], read.SelectElements.Cast<SelectScalarExpression>()
            .Select(element => element.ColumnName?.Value ?? ((ColumnReferenceExpression)element.Expression).MultiPartIdentifier.Identifiers.Last().Value));
        Assert.NotNull(read.TopRowFilter);
        Assert.NotNull(read.OrderByClause);
        Assert.Equal(AllTypes.Length, ColumnsOf(read).Count(column => column.StartsWith("a]b'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Predictions_are_written_in_every_type()
    {
        var score = new ScriptProcedure("50-statements.sql", "score");
        foreach (var type in AllTypes)
        {
            score.Variables["@returns"] = type;

            var write = Assert.IsType<UpdateStatement>(Statement(score.Assign("@write")));
            var added = Assert.IsType<AlterTableAddTableElementStatement>(Statement(score.Assign("@statement")));

            var answers = Assert.IsType<OpenJsonTableReference>(((QualifiedJoin)write.UpdateSpecification.FromClause.TableReferences.Single()).SecondTableReference);
            Assert.Equal(["row_no", "prediction"], answers.SchemaDeclarationItems.Select(item => item.ColumnDefinition.ColumnIdentifier.Value));
            Assert.Equal("sqlinference_prediction", added.Definition.ColumnDefinitions.Single().ColumnIdentifier.Value);
        }
    }

    [Fact]
    public void Scored_rows_are_a_result_a_new_table_or_rows_of_one_that_is_there()
    {
        var score = new ScriptProcedure("50-statements.sql", "score") { Rows = Matched(ModelTypes) };
        score.Assign("@names");
        score.Variables["@prediction"] = "pre]diction";

        var result = Assert.IsType<SelectStatement>(Made(target: null, into: null, exists: false));
        var made = Assert.IsType<SelectStatement>(Made("[x]]].[new]", "[x]]].new", exists: false));
        var filled = Assert.IsType<InsertStatement>(Made("[x].[there]", "x.there", exists: true));
        var temporary = Assert.IsType<InsertStatement>(Made("[#t]", "#t", exists: true));

        Assert.Equal("pre]diction", ((SelectScalarExpression)((QuerySpecification)result.QueryExpression).SelectElements.Last()).ColumnName.Value);
        Assert.NotNull(result.QueryExpression.OrderByClause);
        Assert.Equal(("x]", "new"), (made.Into.SchemaIdentifier.Value, made.Into.BaseIdentifier.Value));
        Assert.Equal("pre]diction", filled.InsertSpecification.Columns.Last().MultiPartIdentifier.Identifiers.Single().Value);
        Assert.Equal("#t", ((NamedTableReference)temporary.InsertSpecification.Target).SchemaObject.BaseIdentifier.Value);

        TSqlStatement Made(string? target, string? into, bool exists)
        {
            (score.Variables["@target"], score.Variables["@into"]) = (target, into);
            score.Database = (_, arguments) => exists && arguments[0] is not null ? 1L : null;
            return Statement(score.Assign("@statement", 1));
        }
    }

    [Fact]
    public void Training_rows_are_described_to_the_service_by_name_and_type()
    {
        var train = new ScriptProcedure("50-statements.sql", "train") { Rows = Matched(QueryTypes) };

        var columns = Parameter.Read(train.Assign("@columns"));

        Assert.Equal(ModelTypes, columns.Select(column => column.Type.Text));
        Assert.All(columns, column => Assert.StartsWith("a]b'", column.Name));
    }

    [Fact]
    public void Rows_of_an_answer_are_shown_under_its_columns_names()
    {
        var show = new ScriptProcedure("50-statements.sql", "show_answer") { Rows = [.. Names.Select((name, i) => Row(("c.key", i.ToString()), ("c.value", name)))] };
        show.Assign("@select");
        show.Assign("@columns");

        var shown = Query(show.Assign("@statement"));

        Assert.Equal(Names, shown.SelectElements.Cast<SelectScalarExpression>().Select(element => element.ColumnName.Value));
    }

    [Fact]
    public void Without_the_assembly_batches_are_made_and_answered_in_T_SQL()
    {
        var rows = new ScriptProcedure("40-rest.sql", "score_rows") { Rows = Matched(AllTypes) };
        (rows.Variables["@output"], rows.Variables["@read"]) = ("prediction", "SELECT TOP (@count) r.sqlinference_row, r.x AS c0 FROM #sqlinference_rows AS r WHERE r.sqlinference_row > @after ORDER BY r.sqlinference_row");

        var built = Query(rows.Assign("@build"));
        var paired = Query(rows.Assign("@pair"));

        Assert.Equal(["@rows", "@last", "@payload"], built.SelectElements.Cast<SelectSetVariable>().Select(element => element.Variable.Name));
        Assert.Equal(["@answers"], paired.SelectElements.Cast<SelectSetVariable>().Select(element => element.Variable.Name));
        Assert.Equal(AllTypes.Select((_, i) => $"c{i}"), ColumnsOf(built).Where(column => column.StartsWith("c", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public void Without_the_assembly_training_rows_are_CSV()
    {
        var upload = new ScriptProcedure("40-rest.sql", "upload_rows") { Rows = Matched(AllTypes) };
        upload.Variables["@read"] = "SELECT TOP (@count) r.sqlinference_row, r.x AS c0 FROM #sqlinference_rows AS r WHERE r.sqlinference_row > @after ORDER BY r.sqlinference_row";

        Assert.Equal("boolean,smallint,int,bigint,real,double%20precision,decimal(38,10),text,date,timestamp,timestamptz", upload.Assign("@types"));
        Assert.StartsWith("\"a]b'0\",\"a]b'1\"", upload.Assign("@head"));
        Assert.Equal("@payload", ((SelectSetVariable)Query(upload.Assign("@build")).SelectElements.Single()).Variable.Name);
    }

    [Theory]
    [InlineData(0, 0, "ann]; --", "GRANT EXECUTE")]
    [InlineData(0, 1, "ann]; --", "GRANT EXECUTE")]
    [InlineData(1, 0, "", "REVOKE EXECUTE")]
    [InlineData(1, 1, "x'y", "REVOKE GRANT OPTION FOR EXECUTE")]
    public void Grants_name_the_function_and_the_grantee(long revoke, long option, string grantee, string begins)
    {
        var grant = new ScriptProcedure("30-functions.sql", "grant_function");
        grant.Variables["@function"] = "[s]]'].[n'; --]";
        grant.Variables["@to"] = grantee.Length == 0 ? "public" : $"[{grantee.Replace("]", "]]")}]";
        (grant.Variables["@revoke"], grant.Variables["@grant_option"]) = (revoke, option);

        var text = grant.Assign("@statement");
        var statement = Assert.IsAssignableFrom<SecurityStatement>(Statement(text));

        Assert.StartsWith(begins, text);
        Assert.Equal(["s]'", "n'; --"], statement.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers.Select(identifier => identifier.Value));
        Assert.Equal(grantee.Length == 0 ? null : grantee, statement.Principals.Single().Identifier?.Value);
    }

    [Fact]
    public void Who_may_not_call_what_they_make_is_told_the_grant_that_lets_them()
    {
        var define = new ScriptProcedure("30-functions.sql", "define_function") { Database = (_, _) => "ann]; --" };
        define.Variables["@function"] = "[s]]'].[n'; --]";

        var message = define.Assign("@message");

        Assert.StartsWith("You may not call [s]]'].[n'; --] yourself, which belongs to the owner of its schema.\nIt takes ", message);
        var grant = Assert.IsType<GrantStatement>(Statement(message.Substring(message.IndexOf("GRANT", StringComparison.Ordinal)).Replace(" by the owner, or a schema of your own.", "")));
        Assert.Equal(["s]'", "n'; --"], grant.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers.Select(identifier => identifier.Value));
        Assert.Equal("ann]; --", grant.Principals.Single().Identifier.Value);
    }

    [Theory]
    [InlineData("/v1/databases/a%2Eb/statements", "/v1/databases/a=2Eb/statements")]
    [InlineData("/v1/databases/a%2Fb/runs/1?types=double%20precision", "/v1/databases/a=2Fb/runs/1?types=double%20precision")]
    public void Without_the_assembly_escapes_in_paths_are_those_that_nobody_takes_back(string path, string sent)
    {
        var call = new ScriptProcedure("40-rest.sql", "rest_call");
        (call.Variables["@path"], call.Variables["@query"]) = (path, (path + "?").IndexOf('?') + 1L);

        Assert.Equal(sent, call.Assign("@path"));
    }

    [Fact]
    public void Schemas_of_makers_stay_when_their_role_goes()
    {
        var uninstall = new ScriptProcedure("uninstall.sql") { Rows = [Row(("s.name", "a]b'; --"))] };

        var moved = Assert.IsType<AlterAuthorizationStatement>(Statement(uninstall.Assign("@schemas")));

        Assert.Equal("a]b'; --", moved.SecurityTargetObject.ObjectName.MultiPartIdentifier.Identifiers.Single().Value);
        Assert.Equal("dbo", moved.PrincipalName.Value);
    }

    static TSqlStatement Statement(string text) => Assert.Single(Assert.Single(ScriptFiles.Parse(text).Batches).Statements);

    static QuerySpecification Query(string text) => (QuerySpecification)Assert.IsType<SelectStatement>(Statement(text)).QueryExpression;

    static List<string> ColumnsOf(TSqlFragment fragment)
    {
        var visitor = new ColumnVisitor();
        fragment.Accept(visitor);
        return visitor.Columns;
    }

    /// <summary>As sys.dm_exec_describe_first_result_set tells of a query's columns.</summary>
    static Dictionary<string, object?>[] Described() =>
        [.. Names.Select((name, i) => Row(("d.position", (long)i), ("d.name", name), ("d.type", QueryTypes[i]), ("d.collation", i == 0 ? "Latin1_General_CI_AS" : null)))];

    /// <summary>Parameters and the columns that they are read from.</summary>
    static Dictionary<string, object?>[] Matched(string[] types) =>
        [.. types.Select((type, i) => Row(("x.key", i.ToString()), ("p.type", type), ("p.input", $"in\"put{i}'"), ("p.datatype", "ANY"), ("c.name", $"a]b'{i}"), ("c.type", type)))];

    static Dictionary<string, object?> Row(params (string Column, object? Value)[] columns) => columns.ToDictionary(column => column.Column, column => column.Value);

    sealed class ColumnVisitor : TSqlFragmentVisitor
    {
        public List<string> Columns { get; } = [];

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is not null)
                Columns.Add(node.MultiPartIdentifier.Identifiers.Last().Value);
        }
    }
}
