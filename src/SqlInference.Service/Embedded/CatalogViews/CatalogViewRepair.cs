using System.Security.Cryptography;
using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary>
/// Sees to it that a database that was just opened has the catalog views. They stay in its file; each carries a mark in its
/// comment that changes with its columns, so that only what is missing or of another version is made.
/// </summary>
sealed class CatalogViewRepair(DuckDbConnection connection, CatalogSource source)
{
    const string Mark = EmbeddedEngine.CatalogViewMark;

    public void Run(Action<string> notice)
    {
        var present = Present();
        foreach (var view in CatalogView.All)
        {
            var comment = present.GetValueOrDefault((view.Schema, view.Name));
            // What somebody made for themselves is theirs.
            var isTheirs = present.ContainsKey((view.Schema, view.Name)) && comment?.Contains(Mark, StringComparison.Ordinal) != true;
            var select = SelectOf(view);
            var wanted = $"{view.Description} {Mark}{MarkOf(select)}]";
            if (comment != wanted && !isTheirs)
                Create(view, select, wanted, notice);
        }
    }

    /// <summary>The tables and views that have the names of catalog views, with their comments.</summary>
    Dictionary<(string Schema, string Name), string?> Present()
    {
        var present = new Dictionary<(string, string), string?>();
        var names = string.Join(", ", CatalogView.All.Select(view => SqlText.Literal(view.Name)).Distinct());
        using var rows = connection.Query(
            $"""
            SELECT schema_name, view_name AS name, comment FROM duckdb_views() WHERE NOT internal AND view_name IN ({names})
            UNION ALL SELECT schema_name, table_name, NULL FROM duckdb_tables() WHERE table_name IN ({names})
            """);
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
                present[(rows.GetText(0, row)!, rows.GetText(1, row)!)] = rows.GetText(2, row);
        }

        return present;
    }

    void Create(CatalogView view, string select, string comment, Action<string> notice)
    {
        var name = $"{SqlText.Identifier(view.Schema)}.{SqlText.Identifier(view.Name)}";
        try
        {
            connection.Execute(
                $"""
                CREATE SCHEMA IF NOT EXISTS {SqlText.Identifier(view.Schema)};
                CREATE OR REPLACE VIEW {name} AS {select};
                COMMENT ON VIEW {name} IS {SqlText.Literal(comment)}
                """);
        }
        catch (SqlInferenceException exception)
        {
            notice($"View {name} could not be made: {exception.Message}");
        }
    }

    string SelectOf(CatalogView view)
    {
        using var table = source.Table(view.Name, static _ => true);
        var columns = string.Join(", ", table.Columns.Select(column => SqlText.Identifier(column.Name)));
        return $"SELECT {columns} FROM {CatalogSource.FunctionName}({SqlText.Literal(view.Name)})";
    }

    static string MarkOf(string select) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(select)).AsSpan(0, 4));
}
