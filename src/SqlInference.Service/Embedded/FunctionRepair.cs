using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Errors;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>
/// Brings the functions of a database that was just opened in line with the catalog. DuckDB keeps the macros but not
/// what they call, and a process may have died between the two halves of a statement.
/// </summary>
sealed class FunctionRepair(DuckDbConnection connection, FunctionRegistry registry)
{
    public void Run(IEnumerable<FunctionSet> wanted, Action<string> notice)
    {
        var present = Present();
        foreach (var function in wanted)
        {
            present.Remove((function.Schema, function.Name), out var called);
            try
            {
                registry.Restore(function.Overloads);
                if (!function.Overloads.Select(FunctionRegistry.InternalNameOf).ToHashSet().SetEquals(called ?? []))
                    connection.Execute(registry.CreateSql(function.Schema, function.Name));
            }
            catch (SqlInferenceException exception)
            {
                // One function that cannot be had must not keep the others from those who open the folder.
                notice($"Function {function.Schema}.{function.Name} could not be made available again: {exception.Message}");
            }
        }

        foreach (var (schema, name) in present.Keys)
            connection.Execute($"DROP MACRO IF EXISTS {SqlText.Identifier(schema)}.{SqlText.Identifier(name)}");
    }

    /// <summary>The macros of the database that call functions of ours, and which.</summary>
    Dictionary<(string Schema, string Name), HashSet<string>> Present()
    {
        var present = new Dictionary<(string, string), HashSet<string>>(NamesComparer.Instance);
        using var rows = connection.Query(
            $"""
            SELECT schema_name, function_name, regexp_extract(macro_definition, '{FunctionRegistry.InternalPrefix}[a-z0-9_$]+') AS called
            FROM duckdb_functions()
            WHERE function_type = 'macro' AND NOT internal AND macro_definition LIKE '%{FunctionRegistry.InternalPrefix}%'
            """);
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
            {
                var key = (rows.GetText(0, row)!, rows.GetText(1, row)!);
                if (!present.TryGetValue(key, out var called))
                    present.Add(key, called = []);
                called.Add(rows.GetText(2, row)!);
            }
        }

        return present;
    }

    /// <summary>DuckDB keeps the case in which a schema was made, and does not tell names apart by it.</summary>
    sealed class NamesComparer : IEqualityComparer<(string Schema, string Name)>
    {
        public static readonly NamesComparer Instance = new();

        public bool Equals((string Schema, string Name) x, (string Schema, string Name) y) =>
            x.Schema.Equals(y.Schema, StringComparison.OrdinalIgnoreCase) && x.Name.Equals(y.Name, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Schema, string Name) name) => HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(name.Schema), StringComparer.OrdinalIgnoreCase.GetHashCode(name.Name));
    }
}
