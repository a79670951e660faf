using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.Dacpac;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>What Microsoft's parser and model say of the scripts.</summary>
public sealed class ScriptTests
{
    /// <summary>Mono cannot read assemblies as DacFx wants to; that EXTERNAL NAME leads somewhere, ExternalNameTests see.</summary>
    const int AssemblyIsCorrupt = 70557;

    /// <summary>The system objects that the scripts use. The model knows none without a package of master, which is not to be had.</summary>
    public static readonly string[] SystemObjects =
    [
        "sp_executesql", "user_token", "dm_exec_describe_first_result_set", "sp_invoke_external_rest_endpoint",
    ];

    public static IEnumerable<object[]> Files => ScriptFiles.All.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_script_is_T_SQL(string file) => ScriptFiles.Parse(ScriptFiles.Text(file));

    /// <summary>What is created stands under a condition, replaces what was there, or was dropped before.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Every_script_can_be_run_again(string file)
    {
        var statements = ScriptFiles.Parse(ScriptFiles.Text(file)).Batches.SelectMany(batch => batch.Statements).ToArray();
        var dropped = statements.OfType<DropObjectsStatement>().Where(drop => drop.IsIfExists).SelectMany(drop => drop.Objects).Select(name => name.BaseIdentifier.Value);

        var once = statements.Select(statement => statement switch
        {
            CreateFunctionStatement function => function.Name.BaseIdentifier.Value,
            CreateProcedureStatement procedure => procedure.ProcedureReference.Name.BaseIdentifier.Value,
            CreateAggregateStatement aggregate => aggregate.Name.BaseIdentifier.Value,
            CreateAssemblyStatement assembly => assembly.Name.Value,
            CreateTableStatement or CreateViewStatement or CreateUserStatement or CreateRoleStatement or CreateSchemaStatement => statement.GetType().Name,
            _ => null,
        }).OfType<string>();

        Assert.Empty(once.Except(dropped));
        Assert.All(statements.OfType<DropObjectsStatement>(), drop => Assert.True(drop.IsIfExists));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Everything_that_a_script_refers_to_is_there(bool withAssembly)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql150, new TSqlModelOptions());
        foreach (var batch in (withAssembly ? ScriptFiles.WithAssembly : ScriptFiles.WithoutAssembly).SelectMany(ScriptFiles.Batches))
            AddDefinitions(model, batch);

        var messages = model.Validate()
            .Where(message => message.Number != AssemblyIsCorrupt && !SystemObjects.Any(name => message.Message.Contains($" [sys].[{name}]")))
            .Select(message => $"{message.Number} {message.Message}");

        Assert.True(!messages.Any(), string.Join("\n", messages));
        Assert.True(model.GetObjects(DacQueryScopes.UserDefined, ModelSchema.Procedure).Count() > 10);
    }

    [Fact]
    public void What_is_missing_would_be_noticed()
    {
        using var model = new TSqlModel(SqlServerVersion.Sql150, new TSqlModelOptions());
        model.AddObjects("CREATE VIEW dbo.v AS SELECT sqlinference.nothing(1) AS one;");

        Assert.NotEmpty(model.Validate());
    }

    /// <summary>The model takes definitions, and not how they come about.</summary>
    static void AddDefinitions(TSqlModel model, string batch)
    {
        foreach (var statement in ScriptFiles.Parse(batch).Batches.SelectMany(parsed => parsed.Statements))
        {
            foreach (var definition in Definitions.Of(statement))
                model.AddObjects(definition);
        }
    }
}
