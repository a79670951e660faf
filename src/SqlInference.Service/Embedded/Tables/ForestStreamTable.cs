using SqlInference.Engines;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Training.Forest;

namespace SqlInference.Service.Embedded.Tables;

/// <summary>A call of <see cref="RandomCutForestStream"/>: the query's columns, the score, one attribution per scored column.</summary>
sealed class ForestStreamTable : ITable
{
    const string Score = "anomaly_score";
    const string AttributionSuffix = "_attribution";

    readonly CallerQuery _query;
    readonly int[] _scored;
    readonly StreamingForestOptions _options;

    public ForestStreamTable(CallerQuery query, int[] scored, StreamingForestOptions options)
    {
        _query = query;
        _scored = scored;
        _options = options;
        string[] added = [Score, .. scored.Select(column => query.Columns[column].Name + AttributionSuffix)];
        RefuseTaken(added);
        Columns = [.. query.Columns, .. added.Select(name => new TableColumn(name, EngineType.Double))];
        // A forest that cannot be made is an error of the statement, before it reads a row.
        NewForest().Dispose();
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public long? Cardinality => null;

    public ITableReader Open(CancellationToken cancellation) =>
        new ForestStreamReader(_query.Open(cancellation), _query.Columns.Count, _scored, NewForest());

    public void Dispose()
    {
        foreach (var column in Columns)
            column.Dispose();
        _query.Dispose();
    }

    StreamingForest NewForest() => new(_options, [.. _scored.Select(column =>
        new ModelInput(_query.Columns[column].Name, ForestStreamReader.InputOf(_query.Columns[column].Element!.Value)))]);

    void RefuseTaken(string[] added)
    {
        var taken = _query.Columns.FirstOrDefault(column => added.Contains(column.Name, StringComparer.OrdinalIgnoreCase));
        if (taken != null)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"The inner query has a column '{taken.Name}', which is the name of a column that is added.", "Give it another name with AS.");
        }
    }
}
