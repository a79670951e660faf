using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.Dacpac;
using Dac = Microsoft.SqlServer.Dac.Model;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>The packages that SqlPackage publishes, opened again, against what the installer runs.</summary>
public sealed class DacpacTests : IDisposable
{
    /// <summary>The procedures that ask the service, of which each way has its own.</summary>
    static readonly string[] OfEachWay = ["[sqlinference].[ask]", "[sqlinference].[score_rows]", "[sqlinference].[upload_rows]"];

    readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Without_the_assembly_the_package_is_all_that_the_installer_runs()
    {
        DatabasePackage.Build(_file, ScriptFiles.Folder, DatabasePackage.Rest);

        Assert.Equal(Made(InstallerTests.Print("--rest")), Held());
        Assert.Empty(Unresolved());
        Assert.Contains("sp_configure N'external rest endpoint enabled', 1;", Run(package => package.PreDeploymentScript));
        Assert.Contains("SI607", Run(package => package.PreDeploymentScript));
        Assert.Equal(
            "GRANT EXECUTE ANY EXTERNAL ENDPOINT TO sqlinference_owner;\nGO\nIF NOT EXISTS (SELECT 1 FROM sqlinference.setting)\n  EXEC sqlinference.set_service;\nGO\n",
            Run(package => package.PostDeploymentScript));
    }

    [Fact]
    public void With_the_assembly_it_is_what_does_not_stand_on_it()
    {
        string[] standing = ["40-clr-assembly.sql", "41-clr-callers.sql", "60-views.sql"];
        DatabasePackage.Build(_file, ScriptFiles.Folder, DatabasePackage.Clr);

        Assert.Equal(Made(InstallerTests.Print("--clr")).Except(Made(string.Concat(standing.Select(ScriptFiles.Text)))), Held());
        Assert.Equal(OfEachWay, Unresolved());
        Assert.Contains("SI607", Run(package => package.PreDeploymentScript));
        Assert.Equal("IF NOT EXISTS (SELECT 1 FROM sqlinference.setting)\n  EXEC sqlinference.set_service;\nGO\n", Run(package => package.PostDeploymentScript));
    }

    public void Dispose() => File.Delete(_file);

    /// <summary>The objects that statements make, wherever they stand, and what is granted.</summary>
    static List<string> Made(string script)
    {
        var visitor = new MadeVisitor();
        ScriptFiles.Parse(script).Accept(visitor);
        return Sorted(visitor.Names);
    }

    List<string> Held()
    {
        using var model = TSqlModel.LoadFromDacpac(_file, new ModelLoadOptions { LoadAsScriptBackedModel = true });
        Assert.DoesNotContain(model.Validate(), message => message.MessageType == DacMessageType.Error);
        ModelTypeClass[] kinds = [ModelSchema.Procedure, ModelSchema.ScalarFunction, ModelSchema.TableValuedFunction, ModelSchema.View, ModelSchema.Table, ModelSchema.Role, ModelSchema.User, ModelSchema.Schema];
        return Sorted(model.GetObjects(DacQueryScopes.UserDefined, kinds).Select(made => string.Join(".", made.Name.Parts))
            .Concat(model.GetObjects(DacQueryScopes.UserDefined, ModelSchema.Permission).Select(permission => Granted(permission)))
            .Concat(model.GetObjects(DacQueryScopes.UserDefined, ModelSchema.RoleMembership).Select(_ => "a member")));
    }

    static string Granted(TSqlObject permission) =>
        $"granted {permission.GetReferenced(Dac.Permission.SecuredObject).Select(secured => secured.Name.Parts.LastOrDefault()).SingleOrDefault() ?? "to the database"}"
        + $" to {permission.GetReferenced(Dac.Permission.Grantee).Single().Name.Parts.Last()}";

    /// <summary>What the package refers to and does not hold, besides the system's objects.</summary>
    IEnumerable<string> Unresolved()
    {
        using var model = TSqlModel.LoadFromDacpac(_file, new ModelLoadOptions { LoadAsScriptBackedModel = true });
        return [.. model.Validate().Where(message => message.Message.Contains("unresolved reference to object [") && !ScriptTests.SystemObjects.Any(name => message.Message.Contains($" [sys].[{name}]")))
            .Select(message => message.Message.Split(["reference to object "], StringSplitOptions.None)[1].TrimEnd('.')).Where(name => !name.Contains("].[@")).Distinct().OrderBy(name => name, StringComparer.Ordinal)];
    }

    string Run(Func<DacPackage, Stream> part)
    {
        using var package = DacPackage.Load(_file);
        using var reader = new StreamReader(part(package));
        return reader.ReadToEnd();
    }

    static List<string> Sorted(IEnumerable<string> names) => [.. names.OrderBy(name => name, StringComparer.Ordinal)];

    sealed class MadeVisitor : TSqlFragmentVisitor
    {
        public List<string> Names { get; } = [];

        public override void Visit(ProcedureStatementBody node) => Add(node.ProcedureReference.Name);

        public override void Visit(FunctionStatementBody node) => Add(node.Name);

        public override void Visit(CreateAggregateStatement node) => Add(node.Name);

        public override void Visit(ViewStatementBody node) => Add(node.SchemaObjectName);

        public override void Visit(CreateTableStatement node)
        {
            // What procedures make while they run is theirs.
            if (!node.SchemaObjectName.BaseIdentifier.Value.StartsWith("#", StringComparison.Ordinal))
                Add(node.SchemaObjectName);
        }

        public override void Visit(CreateRoleStatement node) => Names.Add(node.Name.Value);

        public override void Visit(CreateUserStatement node) => Names.Add(node.Name.Value);

        public override void Visit(CreateSchemaStatement node) => Names.Add(node.Name.Value);

        public override void Visit(AddMemberAlterRoleAction node) => Names.Add("a member");

        public override void Visit(GrantStatement node)
        {
            // The package has it in what is run behind: the model is older.
            if (node.Permissions.Single().Identifiers.Last().Value != "ENDPOINT")
                Names.Add($"granted {node.SecurityTargetObject?.ObjectName.MultiPartIdentifier.Identifiers.Last().Value ?? "to the database"} to {node.Principals.Single().Identifier?.Value ?? "public"}");
        }

        /// <summary>A schema cannot be made under a condition but by EXEC.</summary>
        public override void Visit(ExecutableStringList node)
        {
            if (node.Strings is { Count: 1 } strings && strings[0] is StringLiteral text)
                Names.AddRange(Made(text.Value));
        }

        void Add(SchemaObjectName name) => Names.Add($"{name.SchemaIdentifier.Value}.{name.BaseIdentifier.Value}");
    }
}
