using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Server.Rows;

namespace SqlInference.Server.Functions;

/// <summary>Answers as <c>{"prediction": …}</c>, one for the object that was sent or a list for a list.</summary>
sealed class FunctionAnswers : IRowAnswers, IDisposable
{
    static readonly JsonEncodedText Prediction = JsonEncodedText.Encode("prediction");

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly RowModel _model;
    readonly bool _isList;
    readonly Utf8JsonWriter _json;

    public FunctionAnswers(RowModel model, bool isList, PooledBytes body)
    {
        _model = model;
        _isList = isList;
        _json = new(body, Options);
        if (isList)
            _json.WriteStartArray();
    }

    public void Write(ResultColumns results, int rows)
    {
        var predictions = results[_model.Answer]!.View;
        for (var row = 0; row < rows; row++)
        {
            _json.WriteStartObject();
            _json.WritePropertyName(Prediction);
            if (_model.AnswersDocuments && predictions.IsValid(row))
                _json.WriteRawValue(predictions.Utf8At(row), skipInputValidation: true);
            else
                JsonAnswers.Write(_json, predictions, row, _model.Returns);
            _json.WriteEndObject();
        }
    }

    public void End()
    {
        if (_isList)
            _json.WriteEndArray();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();
}
