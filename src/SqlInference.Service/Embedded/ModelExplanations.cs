using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Embedded;

/// <summary>
/// <c>explain_model('schema.model')</c> in Redshift's shape: a JSON document whose <c>explanations</c> say what the columns
/// contribute or, as a text, why there is nothing to say.
/// </summary>
sealed class ModelExplanations(InferenceService service, string database) : IScorer
{
    const string FunctionName = EmbeddedEngine.ExplainFunction;

    // The text is for people, who should see 'x' as 'x'.
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ModelSignature Signature { get; } = new([new("model", ElementType.Utf8)], [new("explanations", ElementType.Utf8)]);

    public ErrorPolicy OnError => ErrorPolicy.Fail;

    public static PredictionFunction Function(InferenceService service, string database) => new(
        FunctionName, null, FunctionName, [new("model", EngineType.Varchar)], EngineType.Varchar, FunctionName, new ModelExplanations(service, database));

    public void RowRefused()
    {
    }

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var documents = results[0]!;
        documents.Reset(ElementType.Utf8, input.RowCount);
        for (var row = 0; row < input.RowCount; row++)
        {
            if (input[0].IsValid(row))
            {
                documents.AppendText(Encoding.UTF8.GetBytes(Document(Find(Encoding.UTF8.GetString(input[0].Utf8At(row))))));
            }
            else
            {
                documents.AppendText([]);
                documents.SetNull(row);
            }
        }

        return ValueTask.CompletedTask;
    }

    ModelRecord Find(string text)
    {
        try
        {
            return ModelByName.Find(service.Catalog, database, text);
        }
        catch (SqlInferenceException exception)
        {
            throw new SqlInferenceException(exception.Condition, $"{FunctionName}: {exception.Message}", exception.Hint, exception);
        }
    }

    string Document(ModelRecord model) => ModelExplanation.Of(service, model).ToJsonString(Readable);
}
