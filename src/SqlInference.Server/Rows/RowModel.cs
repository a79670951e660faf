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
    public const int Prediction = 0;

    static readonly ConditionalWeakTable<PublishedModel, RowModel> Known = [];
    static readonly ConditionalWeakTable<PublishedModel, RowModel> KnownProbabilities = [];

    readonly ConcurrentBag<ResultColumns> _results = [];
    readonly ConcurrentBag<ResultColumns> _resultsWithProbabilities = [];
    readonly IScorer _scorer;

    RowModel(PublishedModel model, bool answersDocuments)
    {
        _scorer = answersDocuments ? new ProbabilityDocuments(model.FunctionScorer, model.Labels) : model.FunctionScorer;
        AnswersDocuments = answersDocuments;
        Model = model;
        Layout = new(model.Model.Name, model.Function, _scorer.Signature);
        Returns = SqlType.Parse(model.Function.ReturnType).Kind;
        Probabilities = model.Labels.Count == 0 ? -1 : IndexOf("probabilities");
    }

    public PublishedModel Model { get; }

    public RowLayout Layout { get; }

    /// <summary>What the function was declared to return.</summary>
    public SqlTypeKind Returns { get; }

    /// <summary>The output that holds a classifier's probabilities; -1 for other models.</summary>
    public int Probabilities { get; }

    /// <summary>Whether a random cut forest answers.</summary>
    public bool IsForest => _scorer.Signature.Outputs is [_, { Name: "attribution" }, ..];

    /// <summary>Whether the answers are texts that are JSON objects.</summary>
    public bool AnswersDocuments { get; }

    public static RowModel Of(PublishedModel model) => Known.GetValue(model, static model => new(model, false));

    /// <summary>The companion of a classifier's function: its probabilities, and what they stand for.</summary>
    public static RowModel ProbabilitiesOf(PublishedModel classifier) => KnownProbabilities.GetValue(classifier, static model => new(model, true));

    public async ValueTask ScoreAsync(RequestRows rows, bool withProbabilities, IRowAnswers answers, RequestContext context)
    {
        var pool = withProbabilities ? _resultsWithProbabilities : _results;
        if (!pool.TryTake(out var results))
            results = withProbabilities ? new(_scorer.Signature.Outputs.Count, Prediction, Probabilities) : new(_scorer.Signature.Outputs.Count, Prediction);
        foreach (var block in rows.Blocks)
        {
            await _scorer.ScoreAsync(block.Batch, results, context).ConfigureAwait(false);
            answers.Write(results, block.RowCount);
        }

        // Results of a call that failed are left to the garbage collector: something may still write into them.
        pool.Add(results);
    }

    int IndexOf(string output)
    {
        for (var i = 0; i < _scorer.Signature.Outputs.Count; i++)
        {
            if (_scorer.Signature.Outputs[i].Name == output)
                return i;
        }

        return -1;
    }
}
