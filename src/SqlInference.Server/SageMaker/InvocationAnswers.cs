using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Language;
using SqlInference.Server.Rows;

namespace SqlInference.Server.SageMaker;

/// <summary>
/// Answers as SageMaker's algorithms write them: one JSON document, one per line, or in CSV one bare value per line. NULL is
/// null, in CSV an empty line.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/sagemaker/latest/dg/LL-in-formats.html</remarks>
sealed class InvocationAnswers : IRowAnswers, IDisposable
{
    static readonly JsonEncodedText Score = JsonEncodedText.Encode("score");
    static readonly JsonEncodedText Label = JsonEncodedText.Encode("predicted_label");
    static readonly JsonEncodedText Probabilities = JsonEncodedText.Encode("probabilities");
    static readonly JsonEncodedText Labels = JsonEncodedText.Encode("labels");

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly RowModel _model;
    readonly AnswerStyle _style;
    readonly AnswerKind _kind;
    readonly PooledBytes _body;
    readonly Utf8JsonWriter? _json;

    public InvocationAnswers(RowModel model, AnswerStyle style, PooledBytes body)
    {
        _model = model;
        _style = style;
        _body = body;
        _kind = KindOf(model);
        if (style.Format != RowFormat.Csv)
            _json = new(body, Options);
        if (style.Format == RowFormat.Json)
        {
            _json!.WriteStartObject();
            _json.WriteStartArray(_kind == AnswerKind.AnomalyScore ? "scores"u8 : "predictions"u8);
        }
    }

    /// <summary>Whether a classifier's probabilities have to be computed too.</summary>
    public bool WantsProbabilities => _style is { IsVerbose: true, Format: not RowFormat.Csv } && _model.Probabilities >= 0;

    public void Write(ResultColumns results, int rows)
    {
        var predictions = results[_model.Answer]!.View;
        for (var row = 0; row < rows; row++)
        {
            if (_json is null)
                WriteLine(predictions, row);
            else
                WriteObject(_json, predictions, results, row);
        }
    }

    public void End()
    {
        if (_style.Format == RowFormat.Json)
        {
            _json!.WriteEndArray();
            _json.WriteEndObject();
        }

        _json?.Flush();
    }

    public void Dispose() => _json?.Dispose();

    /// <summary>Fractions are scores; all else tells one thing from others.</summary>
    static AnswerKind KindOf(RowModel model) => model.IsForest ? AnswerKind.AnomalyScore
        : model.Model.Labels.Count == 0 && model.Returns is SqlTypeKind.Real or SqlTypeKind.Double or SqlTypeKind.Decimal ? AnswerKind.Number
        : AnswerKind.Label;

    void WriteLine(in ColumnView predictions, int row)
    {
        if (predictions.IsValid(row))
            WriteValue(predictions, row);
        _body.Write((byte)'\n');
    }

    void WriteValue(in ColumnView predictions, int row)
    {
        const int dateLength = 10;
        var from = _body.Length;
        CsvLines.WriteCell(_body, predictions, row);
        if (_model.Returns == SqlTypeKind.Date && _body.Length - from > dateLength)
            _body.Truncate(from + dateLength);
    }

    void WriteObject(Utf8JsonWriter json, in ColumnView predictions, ResultColumns results, int row)
    {
        json.WriteStartObject();
        json.WritePropertyName(_kind == AnswerKind.Label ? Label : Score);
        JsonAnswers.Write(json, predictions, row, _model.Returns);
        if (WantsProbabilities)
            WriteProbabilities(json, results[_model.Probabilities]!.View, row);
        json.WriteEndObject();
        if (_style.Format != RowFormat.JsonLines)
            return;
        json.Flush();
        json.Reset();
        _body.Write((byte)'\n');
    }

    void WriteProbabilities(Utf8JsonWriter json, in ColumnView probabilities, int row)
    {
        if (!probabilities.IsValid(row))
            return;
        json.WritePropertyName(Score);
        JsonAnswers.Write(json, Largest(probabilities, row), 0, SqlTypeKind.Double);
        json.WritePropertyName(Probabilities);
        JsonAnswers.Write(json, probabilities, row, SqlTypeKind.Double);
        json.WritePropertyName(Labels);
        json.WriteStartArray();
        foreach (var label in _model.Model.Labels)
            json.WriteStringValue(label);
        json.WriteEndArray();
    }

    /// <summary>The probability of the label that was predicted.</summary>
    static unsafe ColumnView Largest(in ColumnView probabilities, int row)
    {
        var count = probabilities.Type.ListLength;
        var best = row * count;
        for (var i = best + 1; i < (row + 1) * count; i++)
        {
            if (Value(probabilities, i) > Value(probabilities, best))
                best = i;
        }

        var element = probabilities.Type.Element;
        return new(element, 1, probabilities.Values + (long)best * element.Width());
    }

    static unsafe double Value(in ColumnView column, int index) => column.Type.Element == ElementType.Float32
        ? ((float*)column.Values)[index]
        : ((double*)column.Values)[index];
}
