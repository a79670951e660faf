using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace SqlInference.Docs.Tests;

/// <summary>The files that others' tools read: each is looked at by its own tool where this machine has it.</summary>
public sealed partial class DeployFileTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "deploy-scripts");

    public static TheoryData<string> YamlFiles =>
        [.. Directory.GetFiles(Folder, "*.y*ml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> Kustomizations => new()
    {
        { "base", "ConfigMap Deployment HorizontalPodAutoscaler PersistentVolumeClaim PodDisruptionBudget Service" },
        { "gpu", "ConfigMap Deployment HorizontalPodAutoscaler PersistentVolumeClaim PodDisruptionBudget Service" },
    };

    [ToolTheory("python3", "-c", "import yaml")]
    [MemberData(nameof(YamlFiles))]
    public void Yaml_is_yaml(string file) =>
        Run("python3", "-c", "import sys, yaml; [d for d in yaml.safe_load_all(open(sys.argv[1]))] or sys.exit('empty')", Path.Combine(Folder, file));

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void A_kustomization_names_files_that_are_there_and_leaves_none_out(string name, string kinds)
    {
        Assert.NotEmpty(kinds);
        var folder = Path.Combine(Folder, "kubernetes", name);
        var named = Entry().Matches(File.ReadAllText(Path.Combine(folder, "kustomization.yaml"))).Select(match => match.Groups["path"].Value).ToArray();
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(folder, path)), path));
        Assert.Equal(
            Directory.GetFiles(folder).Select(Path.GetFileName).Except(["kustomization.yaml"]).Order(StringComparer.Ordinal),
            named.Where(path => !path.StartsWith("..", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [ToolTheory("kubectl", "version", "--client")]
    [MemberData(nameof(Kustomizations))]
    public void A_kustomization_is_built(string name, string kinds)
    {
        var built = Run("kubectl", "kustomize", Path.Combine(Folder, "kubernetes", name));
        Assert.Equal(kinds, string.Join(' ', Kind().Matches(built).Select(match => match.Groups["kind"].Value).Order(StringComparer.Ordinal)));
        Assert.Equal(name == "gpu", built.Contains("nvidia.com/gpu.present", StringComparison.Ordinal));
        // What selects pods selects these.
        Assert.DoesNotContain("selector: {}", built, StringComparison.Ordinal);
    }

    [Fact]
    public void The_autoscaler_looks_at_what_the_adapter_makes_of_what_the_service_measures()
    {
        var adapter = File.ReadAllText(Path.Combine(Folder, "kubernetes", "prometheus-adapter.yaml"));
        var metric = Metric().Match(File.ReadAllText(Path.Combine(Folder, "kubernetes", "base", "autoscaling.yaml"))).Groups["name"].Value;
        Assert.Contains($"as: {metric}\n", adapter, StringComparison.Ordinal);
        Assert.Contains("sqlinference_model_queue_seconds_sum", adapter, StringComparison.Ordinal);
    }

    [ToolFact("systemd-analyze", "--version")]
    public void The_unit_is_one()
    {
        // The program is not installed here.
        var unit = Path.Combine(Directory.CreateTempSubdirectory("sqlinference-unit-").FullName, "sqlinference.service");
        File.WriteAllText(unit, Command().Replace(File.ReadAllText(Path.Combine(Folder, "package", "sqlinference.service")), "ExecStart=/bin/true"));
        Assert.Equal("", Run("systemd-analyze", "verify", unit));
        Directory.Delete(Path.GetDirectoryName(unit)!, recursive: true);
    }

    [ToolFact("python3", "-c", "import yaml")]
    public void The_certificate_of_the_trial_is_for_the_names_by_which_it_is_asked()
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-certificate-").FullName;
        var made = Run("python3", "-c", "import sys, yaml; print(yaml.safe_load(open(sys.argv[1]))['services']['certificate']['command'][0])", Path.Combine(Folder, "docker-compose.yml"))
            .Replace("$$", "$", StringComparison.Ordinal).Replace("/certificate", folder, StringComparison.Ordinal).Replace("/var/lib/sqlinference", folder, StringComparison.Ordinal)
            .Replace("chown", ":", StringComparison.Ordinal);
        Run("sh", "-euc", made);
        Run("sh", "-euc", made);

        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "service.pem"), Path.Combine(folder, "service.key"));
        Assert.All((string[])["service", "localhost"], name => Assert.True(certificate.MatchesHostname(name)));
        // Who trusts it trusts it as the authority that it has made itself.
        Assert.True(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What a tool prints, wherever it prints it.</summary>
    static string Run(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Result + error.Result;
    }

    [GeneratedRegex(@"^\s*- (path: )?(?<path>[\w./-]+\.(yaml|json)|\.\./\w+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^kind: (?<kind>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"metric:\n\s+name: (?<name>\w+)")]
    private static partial Regex Metric();

    [GeneratedRegex("^ExecStart=.*$", RegexOptions.Multiline)]
    private static partial Regex Command();
}

/// <summary>A test that is skipped, saying why, where a tool is missing.</summary>
sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool, params string[] trial) => Skip = Tool.WhyNot(tool, trial);
}

/// <inheritdoc cref="ToolFactAttribute"/>
sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(string tool, params string[] trial) => Skip = Tool.WhyNot(tool, trial);
}

static class Tool
{
    public static string? WhyNot(string tool, string[] trial)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, trial) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{tool} {string.Join(' ', trial)} fails here";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"{tool} is not installed";
        }
    }
}
