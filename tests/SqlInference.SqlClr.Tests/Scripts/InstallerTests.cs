using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Tests.Support;

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

    [Fact]
    public void It_runs_what_it_prints_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "sqlinference-installer-" + Guid.NewGuid().ToString("N"))).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName;
        // Which way the server can is asked first.
        File.WriteAllText(Path.Combine(folder, "sqlcmd"), $"""
            #!/bin/sh
            echo "$*" >>'{folder}/arguments'
            for last; do :; done
            case "$*" in *EngineEdition*) echo ' rest ' ;; *) cp "$last" '{folder}/ran' ;; esac
            """);
        Assert.Equal("", Start("chmod", $"+x {folder}/sqlcmd", null));

        var said = Start("env", $"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")} TMPDIR={temporary} bash {ScriptFiles.Installer} --server db --database shop --user sa --trust-certificate --service https://models", null);

        Assert.Contains("Setting up database shop (rest)", said);
        Assert.Equal(Print("--rest --service https://models"), File.ReadAllText(Path.Combine(folder, "ran")));
        Assert.All(File.ReadAllLines(Path.Combine(folder, "arguments")).Where(line => line.StartsWith("-S", StringComparison.Ordinal)), line => Assert.StartsWith("-S db -d shop -U sa -C -b -x -I -f 65001 ", line));
        Assert.Empty(Directory.GetFiles(temporary));
        Directory.Delete(folder, recursive: true);
    }

    [PowerShellTheory]
    [InlineData("-Clr -Service \"https://x'y\"", "--clr --service \"https://x'y\"")]
    [InlineData("-Rest -TokenFile \"../token's.txt\"", "--rest --token-file \"../token's.txt\"")]
    [InlineData("-Uninstall -Functions -KeepTrust", "--uninstall --functions --keep-trust")]
    public void PowerShell_runs_the_same(string arguments, string bashs)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "sqlinference-installer-" + Guid.NewGuid().ToString("N"), "in")).FullName;
        File.WriteAllText(Path.Combine(folder, "../token's.txt"), "a'; DROP TABLE x; --\r\n");

        Assert.Equal(Start("bash", $"{ScriptFiles.Installer} --print --assembly {Assembly} {bashs}", folder),
            Start("pwsh", $"-NoProfile {ScriptFiles.PowerShellInstaller} -Print -Assembly {Assembly} {arguments}", folder).TrimEnd('\n') + "\n");
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    static TSqlStatement[] Statements(string arguments) => [.. ScriptFiles.Parse(Print(arguments)).Batches.SelectMany(batch => batch.Statements)];

    internal static string Print(string arguments) => Start("bash", $"{ScriptFiles.Installer} --print {arguments}", null);

    static string Start(string program, string arguments, string? folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder ?? "" })!;
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return printed;
    }

    static string Hex(byte[] bytes) => "0x" + BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
}
