using System.Text.Encodings.Web;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>
/// <c>explain_model('schema.model')</c> in Redshift's shape: a JSON document whose <c>explanations</c> say what the columns
/// contribute or, as a text, why there is nothing to say.
/// </summary>
static class ModelExplanations
{
    const string FunctionName = "explain_model";

    // The text is for people, who should see 'x' as 'x'.
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PredictionFunction Function(InferenceService service, string database) =>
        TextFunction.Named(FunctionName, "model", (text, access) => ModelExplanation.Of(service, Find(service.Catalog, database, text, access)).ToJsonString(Readable));

    static ModelRecord Find(ICatalog catalog, string database, string text, ISessionAccess? access)
    {
        try
        {
            return ModelByName.Find(catalog, database, text, access is null ? null : access.Sees);
        }
        catch (SqlInferenceException exception)
        {
            throw new SqlInferenceException(exception.Condition, $"{FunctionName}: {exception.Message}", exception.Hint, exception);
        }
    }
}
