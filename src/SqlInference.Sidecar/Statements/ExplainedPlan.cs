using System.Globalization;
using System.Text.RegularExpressions;
using SqlInference.Engines.DuckDb;
using SqlInference.Sidecar.PgCatalog;
using SqlInference.Sidecar.Rows;

namespace SqlInference.Sidecar.Statements;

/// <summary>EXPLAIN as PostgreSQL answers it: lines in one column. The first carries the engine's estimate, which postgres_fdw reads.</summary>
static partial class ExplainedPlan
{
    public const string Column = "QUERY PLAN";

    const int GuessedRows = 1000, GuessedWidth = 32;

    public static TextRows Of(DuckDbConnection connection, ExplainCommand explain, CancellationToken cancellation)
    {
        var plan = "";
        using (var result = connection.Query($"EXPLAIN {(explain.IsAnalyze ? "ANALYZE " : "")}{EngineSql.Of(explain.Text)}", cancellation))
        {
            while (result.Read())
            {
                for (var row = 0; row < result.RowCount; row++)
                    plan = result.GetText(1, row) ?? "";
            }
        }

        var rows = Estimate().Match(plan) is { Success: true } match
            ? long.Parse(match.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            : GuessedRows;
        var first = string.Create(CultureInfo.InvariantCulture, $"DuckDB  (cost=0.00..{Math.Max(1, rows / 100.0):F2} rows={Math.Max(1, rows)} width={GuessedWidth})");
        var lines = plan.TrimEnd('\n').Split('\n').Prepend(first);
        return new([OutputColumn.Text(Column)], [.. lines.Select(line => (string?[])[line])], "EXPLAIN");
    }

    [GeneratedRegex(@"~([\d,]+) rows?")]
    private static partial Regex Estimate();
}
