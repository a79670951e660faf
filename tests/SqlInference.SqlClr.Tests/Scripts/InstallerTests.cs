using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>What deploy-scripts/install-sqlserver.sh would run.</summary>
public sealed class InstallerTests
{
    static readonly string Assembly = typeof(PredictionFunctions).Assembly.Location;

    [Fact]
    public void The_assembly_is_created_from_its_bytes_and_trusted_by_their_hash()
    {
        var statements = Statements($"--clr --assembly {Assembly}");
        var bytes = File.ReadAllBytes(Assembly);

        var created = statements.OfType<CreateAssemblyStatement>().Single();
        var trusted = (DeclareVariableStatement)statements.First(statement => statement is DeclareVariableStatement);

        Assert.Equal(Hex(bytes), ((BinaryLiteral)created.Parameters.Single()).Value);
        Assert.Equal(Hex(SHA512.Create().ComputeHash(bytes)), ((BinaryLiteral)trusted.Declarations.Single().Value).Value);
        var permissions = Assert.IsType<PermissionSetAssemblyOption>(Assert.Single(created.Options));
        Assert.Equal(PermissionSetOption.ExternalAccess, permissions.PermissionSetOption);
    }

    [Fact]
    public void Settings_are_texts_whatever_is_in_them()
    {
        const string Token = "a'; DROP TABLE x; --";
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Token + "\n");

        var settings = Statements($"--rest --service \"https://x'y\" --token-file {file}").OfType<ExecuteStatement>()
            .Select(statement => (ExecutableProcedureReference)statement.ExecuteSpecification.ExecutableEntity)
            .Where(procedure => procedure.ProcedureReference.ProcedureReference.Name.BaseIdentifier.Value == "set_service" && procedure.Parameters.Count > 0)
            .Select(procedure => ((StringLiteral)procedure.Parameters.Single().ParameterValue).Value);

        Assert.Equal(["https://x'y", Token], settings);
        File.Delete(file);
    }

    [Fact]
    public void Without_the_assembly_nothing_speaks_of_it() =>
        Assert.DoesNotContain("CREATE ASSEMBLY", Print("--rest"));

    [Theory]
    [InlineData("--uninstall")]
    [InlineData("--uninstall --functions --keep-trust")]
    public void It_takes_back_what_it_has_done(string arguments) => Assert.NotEmpty(Statements(arguments));

    static TSqlStatement[] Statements(string arguments) => [.. ScriptFiles.Parse(Print(arguments)).Batches.SelectMany(batch => batch.Statements)];

    internal static string Print(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", $"{ScriptFiles.Installer} --print {arguments}") { UseShellExecute = false, RedirectStandardOutput = true })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return printed;
    }

    static string Hex(byte[] bytes) => "0x" + BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
}
