using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A classifier's probabilities as Redshift hands them out: <c>{"probabilities":[0.7,0.3],"labels":["a","b"]}</c>, the
/// likeliest first.
/// </summary>
public sealed class ProbabilityDocuments : IScorer
{
    readonly IScorer _classifier;
    readonly int _output;
    readonly JsonEncodedText[] _labels;
    readonly ConcurrentBag<ResultColumns> _results = [];

    public ProbabilityDocuments(IScorer classifier, IReadOnlyList<string> labels)
    {
        _classifier = classifier;
        _output = classifier.Signature.Outputs.ToList().FindIndex(output => output.Name == ModelArtifact.Probabilities);
        _labels = [.. labels.Select(label => JsonEncodedText.Encode(label, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        Signature = new(classifier.Signature.Inputs, [new(ModelArtifact.Probabilities, ElementType.Utf8)]);
    }

    public ModelSignature Signature { get; }

    public ErrorPolicy OnError => _classifier.OnError;

    public void RowRefused() => _classifier.RowRefused();

    public async ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (!_results.TryTake(out var numbers))
            numbers = new(_classifier.Signature.Outputs.Count, _output);
        await _classifier.ScoreAsync(input, numbers, context).ConfigureAwait(false);
        Write(numbers[_output]!.View, results[0]!);
        _results.Add(numbers);
    }

    void Write(ColumnView probabilities, ColumnBuffer documents)
    {
        documents.Reset(ElementType.Utf8, probabilities.RowCount);
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        var order = new int[_labels.Length];
        for (var row = 0; row < probabilities.RowCount; row++)
        {
            if (!probabilities.IsValid(row))
            {
                documents.AppendText([]);
                documents.SetNull(row);
                continue;
            }

            Write(writer, probabilities, row, order);
            documents.AppendText(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
            writer.Reset();
        }
    }

    void Write(Utf8JsonWriter writer, ColumnView probabilities, int row, int[] order)
    {
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        // Equal ones stay in the order of the labels.
        Array.Sort(order, (a, b) => Value(b).CompareTo(Value(a)) is not 0 and var byValue ? byValue : a.CompareTo(b));

        writer.WriteStartObject();
        writer.WriteStartArray("probabilities");
        foreach (var label in order)
            WriteNumber(writer, probabilities, row, label);
        writer.WriteEndArray();
        writer.WriteStartArray("labels");
        foreach (var label in order)
            writer.WriteStringValue(_labels[label]);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();

        double Value(int label) => probabilities.Type.Element == ElementType.Float32
            ? probabilities.Span<float>()[row * _labels.Length + label]
            : probabilities.Span<double>()[row * _labels.Length + label];
    }

    // A float keeps its own shortest digits; JSON has no word for what is not a number.
    void WriteNumber(Utf8JsonWriter writer, ColumnView probabilities, int row, int label)
    {
        var at = row * _labels.Length + label;
        if (probabilities.Type.Element == ElementType.Float32 && float.IsFinite(probabilities.Span<float>()[at]))
            writer.WriteNumberValue(probabilities.Span<float>()[at]);
        else if (probabilities.Type.Element == ElementType.Float64 && double.IsFinite(probabilities.Span<double>()[at]))
            writer.WriteNumberValue(probabilities.Span<double>()[at]);
        else
            writer.WriteNullValue();
    }
}
