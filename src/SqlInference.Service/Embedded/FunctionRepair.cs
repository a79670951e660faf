using SqlInference.Engines;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>
/// Brings the functions of a database that was just opened in line with the catalog. DuckDB keeps the macros but not
/// what they call, and a process may have died between the two halves of a statement.
/// </summary>
sealed class FunctionRepair(DuckDbConnection connection, FunctionRegistry registry)
{
    public void Run(IEnumerable<(string Schema, string Name, IReadOnlyList<PredictionFunction> Overloads)> wanted, Action<string> notice)
    {
        var present = Present();
        foreach (var (schema, name, overloads) in wanted)
        {
            registry.Restore(overloads);
            present.Remove((schema, name), out var called);
            if (!overloads.Select(FunctionRegistry.InternalNameOf).ToHashSet().SetEquals(called ?? []))
                Redefine(schema, name, notice);
        }

        foreach (var (schema, name) in present.Keys)
            connection.Execute($"DROP MACRO IF EXISTS {SqlText.Identifier(schema)}.{SqlText.Identifier(name)}");
    }

    /// <summary>The macros of the database that call functions of ours, and which.</summary>
    Dictionary<(string Schema, string Name), HashSet<string>> Present()
    {
        var present = new Dictionary<(string, string), HashSet<string>>();
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

    void Redefine(string schema, string name, Action<string> notice)
    {
        try
        {
            connection.Execute(registry.CreateSql(schema, name));
        }
        catch (SqlInferenceException exception)
        {
            notice($"Function {schema}.{name} could not be made available again: {exception.Message}");
        }
    }
}
