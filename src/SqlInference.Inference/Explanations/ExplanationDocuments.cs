using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Explanations of rows as JSON: <c>{"prediction":"a","expected_value":0.1,"shap_values":{"x":0.3,"y":-0.2}}</c>. Of a classifier they
/// are of the margin of the class that is predicted. Not thread-safe: each caller has one of its own.
/// </summary>
sealed class ExplanationDocuments : IDisposable
{
    readonly PipelineTarget _target;
    readonly PipelineExplainer _explainer;
    readonly JsonEncodedText[] _columns;
    readonly string[] _labels;
    readonly ArrayBufferWriter<byte> _buffer = new(256);
    readonly Utf8JsonWriter _writer;

    public ExplanationDocuments(Pipeline pipeline)
    {
        _target = pipeline.Target;
        _explainer = new(pipeline);
        _columns = [.. pipeline.Inputs.Select(input => Encoded(input.Name))];
        _labels = [.. _target.Labels.Select(label => _target.LabelType == ElementType.Utf8 ? $"\"{Encoded(label)}\"" : label)];
        _writer = new(_buffer);
    }

    /// <summary>Appends the documents of rows that the scorer has just answered.</summary>
    public void Write(PipelineScorer scorer, ColumnBatch input, int start, int rows, ColumnBuffer documents)
    {
        Span<int> classes = stackalloc int[_labels.Length > 0 ? rows : 0];
        scorer.Decide(classes);
        for (var done = 0; done < rows; done += _explainer.MostRows)
        {
            var count = Math.Min(_explainer.MostRows, rows - done);
            _explainer.Explain(input, start + done, count);
            for (var row = 0; row < count; row++)
            {
                if (classes.IsEmpty)
                    Write(row, null, scorer.Answers[done + row]);
                else
                    Write(row, classes[done + row], 0);
                documents.AppendText(_buffer.WrittenSpan);
                _buffer.ResetWrittenCount();
                _writer.Reset();
            }
        }
    }

    public void Dispose()
    {
        _explainer.Dispose();
        _writer.Dispose();
    }

    void Write(int row, int? label, double number)
    {
        // Of two classes there is one margin: what speaks for the second speaks against the first.
        var isSingle = _explainer.Expected.Count == 1;
        var (output, sign) = isSingle ? (0, label == 0 ? -1 : 1) : (label!.Value, 1);
        _writer.WriteStartObject();
        _writer.WritePropertyName("prediction");
        if (label is { } known)
            _writer.WriteRawValue(_labels[known]);
        else
            WriteNumber(number);
        _writer.WritePropertyName("expected_value");
        WriteNumber((float)(sign * _explainer.Expected[output]));
        _writer.WriteStartObject("shap_values");
        for (var column = 0; column < _columns.Length; column++)
        {
            _writer.WritePropertyName(_columns[column]);
            // A float's digits: more would say nothing. Adding 0 makes 0 of -0.
            WriteNumber((float)(sign * _explainer.ValuesOf(output, column)[row]) + 0f);
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    // JSON has no word for what is not a number.
    void WriteNumber(float number)
    {
        if (float.IsFinite(number))
            _writer.WriteNumberValue(number);
        else
            _writer.WriteNullValue();
    }

    void WriteNumber(double number)
    {
        if (double.IsFinite(number))
            _writer.WriteNumberValue(number);
        else
            _writer.WriteNullValue();
    }

    static JsonEncodedText Encoded(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
