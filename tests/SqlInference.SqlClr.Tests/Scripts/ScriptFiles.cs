using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.Dacpac;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>The scripts of sql/sqlserver, with the assembly in its place as the installer puts it there.</summary>
static class ScriptFiles
{
    public static readonly string Folder = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "sqlserver");

    public static string Installer => InCheckout("deploy-scripts/install-sqlserver.sh");

    public static string PowerShellInstaller => InCheckout("deploy-scripts/install-sqlserver.ps1");

    public static string Page => InCheckout("docs/sql-server.md");

    public static IEnumerable<string> All => Directory.GetFiles(Folder, "*.sql").Select(Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal);

    /// <summary>What an installation with the assembly runs, in its order.</summary>
    public static IEnumerable<string> WithAssembly => All.Where(name => !name.Contains("uninstall") && !name.Contains("-rest"));

    /// <summary>What one without it runs.</summary>
    public static IEnumerable<string> WithoutAssembly => All.Where(name => !name.Contains("uninstall") && !name.Contains("-clr") && !name.Contains("views"));

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder, name))
        .Replace("{{KeepTrust}}", "0")
        .Replace("{{AssemblyHash}}", "0x" + new string('0', 128))
        .Replace("{{AssemblyBytes}}", "0x4D5A");

    public static IEnumerable<string> Batches(string name) =>
        Regex.Split(Text(name), @"^GO\s*$", RegexOptions.Multiline).Where(batch => batch.Trim().Length > 0);

    /// <summary>From artifacts/bin/SqlInference.SqlClr.Tests/debug/ up to the checkout.</summary>
    static string InCheckout(string path) => Path.GetFullPath(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "../../../..", path));

    public static TSqlScript Parse(string text) => InstallScript.Parse(text);
}
