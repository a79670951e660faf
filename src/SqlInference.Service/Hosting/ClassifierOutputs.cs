using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A classifier with one more output: its probabilities as documents, for databases whose functions return them as text.
/// </summary>
public sealed class ClassifierOutputs : IScorer
{
    /// <summary>What protocols call the documents.</summary>
    public const string Documents = ModelArtifact.Probabilities + ".json";

    readonly FunctionScorer _function;
    readonly ProbabilityDocuments _documents;
    readonly int _position;

    public ClassifierOutputs(FunctionScorer function, IReadOnlyList<string> labels)
    {
        _function = function;
        _documents = new(function, labels);
        _position = function.Signature.Outputs.Count;
        Signature = new(function.Signature.Inputs, [.. function.Signature.Outputs, new(Documents, ElementType.Utf8)]);
    }

    public ModelSignature Signature { get; }

    public ErrorPolicy OnError => _function.OnError;

    public void RowRefused() => _function.RowRefused();

    // Whoever wants numbers and documents at once has them computed twice, which nobody has asked for yet.
    public async ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var numbers = new ResultColumns(_position);
        var wanted = false;
        for (var output = 0; output < _position; output++)
        {
            numbers.Swap(output, results[output]);
            wanted |= results[output] is not null;
        }

        if (wanted)
            await _function.ScoreAsync(input, numbers, context).ConfigureAwait(false);
        if (results[_position] is not { } texts)
            return;
        var documents = new ResultColumns(1);
        documents.Swap(0, texts);
        await _documents.ScoreAsync(input, documents, context).ConfigureAwait(false);
    }
}
