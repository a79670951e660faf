using System;
using System.IO;
using System.IO.Packaging;
using System.Linq;
using System.Text;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;

namespace SqlInference.Dacpac;

/// <summary>Packages that SqlPackage publishes, made of the scripts that the installer runs.</summary>
public static class DatabasePackage
{
    /// <summary>What install-sqlserver.sh --rest runs: all of it.</summary>
    public static readonly string[] Rest = ["00-rest.sql", "10-schema.sql", "20-text.sql", "30-functions.sql", "40-rest.sql", "50-statements.sql"];

    /// <summary>What install-sqlserver.sh --clr runs that does not stand on the assembly, which a model cannot do without.</summary>
    public static readonly string[] Clr = ["10-schema.sql", "20-text.sql", "30-functions.sql", "50-statements.sql"];

    public static void Build(string file, string folder, string[] scripts)
    {
        var script = new InstallScript(string.Concat(scripts.Select(name => File.ReadAllText(Path.Combine(folder, name)))));
        // SQL Server 2017, the oldest that the scripts are for.
        using var model = new TSqlModel(SqlServerVersion.Sql140, new TSqlModelOptions());
        foreach (var definition in script.Definitions)
            model.AddObjects(definition);
        var version = typeof(DatabasePackage).Assembly.GetName().Version.ToString();
        DacPackageExtensions.BuildPackage(file, model, new PackageMetadata { Name = "SqlInference", Version = version });

        using var package = Package.Open(file, FileMode.Open);
        Add(package, "/predeploy.sql", script.Before);
        Add(package, "/postdeploy.sql", script.Behind);
    }

    static void Add(Package package, string part, string script)
    {
        var bytes = Encoding.UTF8.GetBytes(script);
        using var stream = package.CreatePart(new Uri(part, UriKind.Relative), "text/plain").GetStream();
        stream.Write(bytes, 0, bytes.Length);
    }
}
