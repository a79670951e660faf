using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Tests.Hosting;

/// <summary>A model whose answer is its input.</summary>
sealed class EchoScorer(ColumnType type, ErrorPolicy onError = ErrorPolicy.Fail) : IScorer
{
    public ModelSignature Signature { get; } = new([new("x", type)], [new("prediction", type), new("again", type)]);

    public ErrorPolicy OnError => onError;

    public int Refused { get; private set; }

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answers on another thread.</summary>
    public bool Later { get; init; }

    public void RowRefused() => Refused++;

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (Later)
            return new(Task.Run(() => Answer(input, results)));
        Answer(input, results);
        return default;
    }

    void Answer(ColumnBatch input, ResultColumns results)
    {
        if (Failure is { } failure)
            throw failure;
        var rows = Enumerable.Range(0, input.RowCount).ToArray();
        for (var output = 0; output < results.Count; output++)
            results[output]?.Gather(input[0], rows);
    }
}
