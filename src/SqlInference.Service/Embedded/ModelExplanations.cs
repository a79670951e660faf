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
    const string FunctionName = "explain_model";

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

    /// <summary>A model by <c>schema.model</c>, or by its name alone where only one schema has it; upper and lower case are the same, as in the engine.</summary>
    ModelRecord Find(string text)
    {
        var wanted = text.Replace("\"", "", StringComparison.Ordinal).Trim();
        var models = service.Catalog.Models.List(database).Where(model => model.Kind != ModelKind.ExternalFunction).ToArray();
        var found = models.Where(model => Is(model.Name.ToString(), wanted)).ToArray();
        if (found.Length == 0)
            found = [.. models.Where(model => Is(model.Name.Name, wanted))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw Unknown(wanted),
            _ => throw new SqlInferenceException(ErrorConditions.UnknownModel,
                $"{FunctionName}: '{text}' may be any of the models {string.Join(", ", found.Select(model => model.Name))}.", "Name the schema too."),
        };
    }

    static bool Is(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    SqlInferenceException Unknown(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        try
        {
            service.Catalog.Models.Get(dot < 0 ? new(database, "public", name) : new(database, name[..dot], name[(dot + 1)..]));
            throw new InvalidOperationException($"Model {name} came up while it was looked for.");
        }
        catch (SqlInferenceException exception)
        {
            // The catalog knows which names are near.
            return new(exception.Condition, $"{FunctionName}: {exception.Message}", exception.Hint, exception);
        }
    }

    string Document(ModelRecord model) => ModelExplanation.Of(service, model).ToJsonString(Readable);
}
