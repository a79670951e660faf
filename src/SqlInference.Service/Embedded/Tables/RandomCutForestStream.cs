using SqlInference.Engines;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;
using SqlInference.Training.Forest;

namespace SqlInference.Service.Embedded.Tables;

/// <summary>
/// <c>random_cut_forest_stream('SELECT …')</c>: the rows of a query in their order, each with its anomaly score against
/// the rows before it and what every scored column adds to that.
/// </summary>
sealed class RandomCutForestStream : ITableSource
{
    const string Columns = "columns";
    const string NumTrees = "num_trees";
    const string NumSamplesPerTree = "num_samples_per_tree";
    const string TimeDecay = "time_decay";
    const string ShingleSize = "shingle_size";
    const string Seed = "seed";

    public string Name => "random_cut_forest_stream";

    public IReadOnlyList<FunctionParameter> Parameters { get; } = [new("query", EngineType.Varchar)];

    public IReadOnlyList<FunctionParameter> NamedParameters { get; } =
    [
        new(Columns, new EngineType(EngineTypeKind.List, Element: EngineType.Varchar)),
        new(NumTrees, EngineType.Integer),
        new(NumSamplesPerTree, EngineType.Integer),
        new(TimeDecay, EngineType.Integer),
        new(ShingleSize, EngineType.Integer),
        new(Seed, EngineType.BigInt),
    ];

    public ITable Bind(TableCall call)
    {
        var options = Options(call);
        options.Validate();
        var text = call.Text(0) ?? throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            "The inner query is NULL.", "Pass the text of a SELECT.");
        var query = call.Caller.Plan(text, call.Cancellation);
        try
        {
            return new ForestStreamTable(query, ScoredColumns.Choose(query.Columns, call.Texts(Columns)), options);
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    static StreamingForestOptions Options(TableCall call)
    {
        var defaults = new StreamingForestOptions();
        return new()
        {
            NumTrees = (int?)call.Integer(NumTrees) ?? defaults.NumTrees,
            NumSamplesPerTree = (int?)call.Integer(NumSamplesPerTree) ?? defaults.NumSamplesPerTree,
            TimeDecay = (int?)call.Integer(TimeDecay) ?? defaults.TimeDecay,
            ShingleSize = (int?)call.Integer(ShingleSize) ?? defaults.ShingleSize,
            Seed = (ulong?)call.Integer(Seed) ?? defaults.Seed,
        };
    }
}
