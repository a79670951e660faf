namespace SqlInference.Language.Tests;

public sealed class ScriptSplitterTests
{
    public static TheoryData<string> Scripts => [.. TestScripts.Names];

    [Theory]
    [InlineData("", "")]
    [InlineData(" \n\t", "")]
    [InlineData(";;;", "")]
    [InlineData("-- only a comment\n/* and another */", "")]
    [InlineData("SELECT 1", "SELECT 1")]
    [InlineData("SELECT 1;SELECT 2;", "SELECT 1;|SELECT 2;")]
    [InlineData("SELECT 1 ; \n -- two\n SELECT 2 -- end", "SELECT 1 ;|-- two\n SELECT 2")]
    [InlineData("/*+ hint */ SELECT 1; /* rest */", "/*+ hint */ SELECT 1;")]
    [InlineData("SELECT ';', \";\", 'it'';s', \"a\"\";\"; SELECT 2", "SELECT ';', \";\", 'it'';s', \"a\"\";\";|SELECT 2")]
    [InlineData("SELECT E'\\';', 'a\\'; SELECT 2", "SELECT E'\\';', 'a\\';|SELECT 2")]
    [InlineData("SELECT $$;$$, $a$;$$;$a$, $1; SELECT a$b$c; SELECT 2", "SELECT $$;$$, $a$;$$;$a$, $1;|SELECT a$b$c;|SELECT 2")]
    [InlineData("SELECT $1$2; SELECT 3", "SELECT $1$2;|SELECT 3")]
    [InlineData("SELECT (1;2); SELECT 3", "SELECT (1;2);|SELECT 3")]
    [InlineData("SELECT 1); SELECT 2", "SELECT 1);|SELECT 2")]
    [InlineData("SELECT /* ; /* ; */ ; */ 1; SELECT 2", "SELECT /* ; /* ; */ ; */ 1;|SELECT 2")]
    [InlineData("SELECT 1 -- ;\r; SELECT 2", "SELECT 1 -- ;\r;|SELECT 2")]
    [InlineData("\uFEFFSELECT 1", "SELECT 1")]
    [InlineData("SELECT 'open; SELECT 2", "SELECT 'open; SELECT 2")]
    [InlineData("SELECT 1; /* open; SELECT 2", "SELECT 1;|/* open; SELECT 2")]
    [InlineData("SELECT $x$ open; $y$ SELECT 2", "SELECT $x$ open; $y$ SELECT 2")]
    [InlineData("SELECT (1; SELECT 2; SELECT 3", "SELECT (1; SELECT 2; SELECT 3")]
    [InlineData("CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; SELECT 3", "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END;|SELECT 3")]
    [InlineData("BEGIN; SELECT 1; END;", "BEGIN;|SELECT 1;|END;")]
    [InlineData("SELECT 1\nGO\nSELECT 2", "SELECT 1\nGO\nSELECT 2")]
    public void Script_is_split(string script, string statements) =>
        Assert.Equal(statements.Length == 0 ? [] : statements.Split('|'), Texts(script, SqlDialect.PostgreSql));

    [Theory]
    [InlineData("SELECT 1\nGO\nSELECT 2", "SELECT 1|SELECT 2")]
    [InlineData("GO\r\nSELECT 1\r\n  go  \r\nSELECT 2\r\nGO", "SELECT 1|SELECT 2")]
    [InlineData("SELECT 1 GO\nSELECT GO\nGOTO x", "SELECT 1 GO\nSELECT GO\nGOTO x")]
    [InlineData("SELECT '\nGO\n', [\nGO\n], \"\nGO\n\" /*\nGO\n*/, 1\nGO -- end\nSELECT 2", "SELECT '\nGO\n', [\nGO\n], \"\nGO\n\" /*\nGO\n*/, 1|SELECT 2")]
    [InlineData("SELECT (1\nGO\nSELECT 2", "SELECT (1|SELECT 2")]
    [InlineData("DECLARE @x int; SELECT @x;\nGO\nSELECT 2; SELECT 3", "DECLARE @x int; SELECT @x;|SELECT 2; SELECT 3")]
    [InlineData("SELECT 1; DROP MODEL m; SELECT 2; SELECT 3", "SELECT 1;|DROP MODEL m;|SELECT 2; SELECT 3")]
    [InlineData("CREATE PROC p AS BEGIN SELECT 1; DROP MODEL m; END\nGO\nDROP MODEL m", "CREATE PROC p AS BEGIN SELECT 1; DROP MODEL m; END|DROP MODEL m")]
    [InlineData("SELECT [a;b]]c;d]; SHOW MODEL ALL", "SELECT [a;b]]c;d];|SHOW MODEL ALL")]
    [InlineData("SELECT 'C:\\'; SHOW MODEL ALL", "SELECT 'C:\\';|SHOW MODEL ALL")]
    [InlineData("SELECT $x$; SHOW MODEL ALL; SELECT $x$", "SELECT $x$;|SHOW MODEL ALL;|SELECT $x$")]
    public void Script_for_SQL_Server_is_split_into_batches(string script, string statements) =>
        Assert.Equal(statements.Split('|'), Texts(script, SqlDialect.SqlServer));

    [Fact]
    public void GO_can_be_left_to_mean_nothing() =>
        Assert.Single(ScriptSplitter.Split("SELECT 1\nGO\nSELECT 2", SqlDialect.SqlServer with { GoEndsBatch = false }));

    [Fact]
    public void GO_with_a_count_repeats_its_batch_only()
    {
        var statements = ScriptSplitter.Split("SELECT 1\nGO\nSELECT 2;\nGO 5 -- five\nSELECT 3\nGO 99999999999\n", SqlDialect.SqlServer);
        Assert.Equal([1, 5, 1], statements.Select(statement => statement.Repeat));
    }

    [Theory]
    [InlineData("SELECT 1;\nDROP MODEL m;\nGO 2\nSELECT 3", "SELECT 1;|DROP MODEL m;|SELECT 1;|DROP MODEL m;|SELECT 3")]
    [InlineData("DROP MODEL m; DROP MODEL n\nGO 3\nSELECT 1\nGO 0\nSELECT 2\nGO", "DROP MODEL m;|DROP MODEL n|DROP MODEL m;|DROP MODEL n|DROP MODEL m;|DROP MODEL n|SELECT 2")]
    [InlineData("GO 2\nSELECT 1\nGO 2\nGO 5", "SELECT 1|SELECT 1")]
    public void A_batch_is_repeated_as_a_whole(string script, string run) =>
        Assert.Equal(run.Split('|'), ScriptSplitter.Split(script, SqlDialect.SqlServer).Repeated().Select(statement => statement.In(script).ToString().Trim()));

    [Fact]
    public void Line_and_column_are_those_of_the_first_word()
    {
        var statements = ScriptSplitter.Split("SELECT '\r\n😀';  -- c\r\n\t/* é */ SELECT 2;\rSELECT 3");
        Assert.Equal([(1, 1), (3, 10), (4, 1)], statements.Select(statement => (statement.Line, statement.Column)));
    }

    [Fact]
    public void The_scripts_of_the_dialect_hold_these_statements()
    {
        Assert.Equal("PassThrough PassThrough Copy CreateModel ShowModel PassThrough PassThrough", Kinds("anomaly-scores.sql"));
        Assert.Equal("PassThrough CreateModel PassThrough CreateEndpoint UsingFunction", Kinds("star-ratings.sql"));
    }

    [Fact]
    public void A_Redshift_script_holds_these_statements() =>
        Assert.Equal(
            "PassThrough PassThrough Copy DropModel CreateModel ShowModel ShowModel CreateModel CreateModel CreateModel CreateModel "
            + "PassThrough Grant Grant PassThrough DropModel",
            Kinds("redshift-churn.sql"));

    [Theory]
    [InlineData("postgres-host.sql", 16, 1)]
    [InlineData("duckdb-host.sql", 13, 1)]
    [InlineData("sqlserver-batches.sql", 11, 3)]
    public void What_belongs_to_the_host_stays_the_hosts(string name, int statements, int ours)
    {
        var split = ScriptSplitter.Split(TestScripts.Read(name), TestScripts.DialectOf(name));
        Assert.Equal((statements, ours), (split.Count, split.Count(statement => statement.IsModelStatement)));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Our_statements_of_a_script_parse_and_print_to_the_same_tree(string name)
    {
        var script = TestScripts.Read(name);
        foreach (var statement in ScriptSplitter.Split(script, TestScripts.DialectOf(name)).Where(one => one.IsModelStatement))
        {
            var tree = StatementParser.Parse(script, statement, TestScripts.DialectOf(name));
            Assert.Equal(tree, StatementParser.Parse(tree.ToString(), TestScripts.DialectOf(name)));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Only_blanks_comments_and_separators_stand_between_statements(string name)
    {
        var dialect = TestScripts.DialectOf(name);
        var script = TestScripts.Read(name);
        var end = 0;
        foreach (var statement in ScriptSplitter.Split(script, dialect))
        {
            AssertHoldsNothing(script[end..statement.Start], dialect);
            end = statement.End;
        }

        AssertHoldsNothing(script[end..], dialect);
    }

    [Fact]
    public void Errors_of_a_statement_say_where_in_the_script()
    {
        var script = "SELECT 1;\n\n  SHOW MODEL a b;\nSELECT 2;";
        var statement = ScriptSplitter.Split(script)[1];
        var error = Assert.Throws<LanguageException>(() => StatementParser.Parse(script, statement));
        Assert.Equal((3, 16), (error.Line, error.Column));
        Assert.EndsWith("\n    SHOW MODEL a b;\n                 ^", error.Message, StringComparison.Ordinal);
    }

    static void AssertHoldsNothing(string text, SqlDialect dialect)
    {
        for (var token = SqlLexer.Next(text, 0, dialect); token.Kind != TokenKind.End; token = SqlLexer.Next(text, token.End, dialect))
        {
            var isSeparator = token.IsSymbol(text, ';') || (dialect.GoEndsBatch && (token.IsWord(text, "GO") || token.Kind == TokenKind.Number));
            Assert.True(isSeparator, $"'{token.In(text)}' was lost between statements");
        }
    }

    static string[] Texts(string script, SqlDialect dialect) =>
        [.. ScriptSplitter.Split(script, dialect).Select(statement => statement.In(script).ToString())];

    static string Kinds(string name) =>
        string.Join(' ', ScriptSplitter.Split(TestScripts.Read(name), TestScripts.DialectOf(name)).Select(statement => statement.Kind));
}
