using System.Globalization;
using System.Reflection;

namespace SqlInference.Catalog.Store;

/// <summary>A step of the schema: <c>sql/catalog/&lt;engine&gt;/NNN_name.sql</c>.</summary>
sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>The migrations of an engine that this program was built with, in order.</summary>
    public static IReadOnlyList<Migration> Of(string engine)
    {
        var folder = $"catalog/{engine}/";
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
            .Select(resource => Read(assembly, resource, resource[folder.Length..]))
            .OrderBy(migration => migration.Number)];
    }

    static Migration Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var number = int.Parse(file.AsSpan(0, file.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return new Migration(number, Path.GetFileNameWithoutExtension(file), reader.ReadToEnd());
    }
}
