using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.Rows;

/// <summary>A version of a model with what answering rows of texts takes besides. Made once for each; thread-safe.</summary>
sealed class RowModel
{
    const int Prediction = 0;

    static readonly ConditionalWeakTable<PublishedModel, RowModel> Known = [];
    static readonly ConditionalWeakTable<PublishedModel, ConcurrentDictionary<int, RowModel>> KnownDocuments = [];

    readonly ConcurrentBag<ResultColumns> _results = [];
    readonly ConcurrentBag<ResultColumns> _resultsWithProbabilities = [];
    readonly IScorer _scorer;

    RowModel(PublishedModel model, IScorer scorer, int answer)
    {
        _scorer = scorer;
        Answer = answer;
        Model = model;
        Layout = new(model.Model.Name, model.Function, _scorer.Signature);
        Returns = SqlType.Parse(model.Function.ReturnType).Kind;
        Probabilities = model.Labels.Count == 0 ? -1 : IndexOf(_scorer, "probabilities");
    }

    public PublishedModel Model { get; }

    public RowLayout Layout { get; }

    /// <summary>What the function was declared to return.</summary>
    public SqlTypeKind Returns { get; }

    /// <summary>The output that holds a classifier's probabilities; -1 for other models.</summary>
    public int Probabilities { get; }

    /// <summary>Whether a random cut forest answers.</summary>
    public bool IsForest => _scorer.Signature.Outputs is [_, { Name: "attribution" }, ..];

    /// <summary>The output that is the answer.</summary>
    public int Answer { get; }

    /// <summary>Whether the answers are texts that are JSON objects.</summary>
    public bool AnswersDocuments => Answer != Prediction;

    public static RowModel Of(PublishedModel model) => Known.GetValue(model, static model => new(model, model.FunctionScorer, Prediction));

    /// <summary>A companion of the model's function, which answers documents; null where the model has no such output.</summary>
    public static RowModel? OfDocuments(PublishedModel model, string output)
    {
        var position = IndexOf(model.Outputs, output);
        return position < 0 ? null : KnownDocuments.GetOrCreateValue(model).GetOrAdd(position, static (position, model) => new(model, model.Outputs, position), model);
    }

    public async ValueTask ScoreAsync(RequestRows rows, bool withProbabilities, IRowAnswers answers, RequestContext context)
    {
        var pool = withProbabilities ? _resultsWithProbabilities : _results;
        if (!pool.TryTake(out var results))
            results = withProbabilities ? new(_scorer.Signature.Outputs.Count, Answer, Probabilities) : new(_scorer.Signature.Outputs.Count, Answer);
        foreach (var block in rows.Blocks)
        {
            await _scorer.ScoreAsync(block.Batch, results, context).ConfigureAwait(false);
            answers.Write(results, block.RowCount);
        }

        // Results of a call that failed are left to the garbage collector: something may still write into them.
        pool.Add(results);
    }

    static int IndexOf(IScorer scorer, string output) => scorer.Signature.Outputs.ToList().FindIndex(each => each.Name == output);
}
