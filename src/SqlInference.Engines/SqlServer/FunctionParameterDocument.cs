using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqlInference.Engines.SqlServer;

/// <summary>A parameter of a function as <c>sqlinference.define_function</c> is told of it.</summary>
/// <param name="Name">Of the T-SQL parameter, without the @.</param>
/// <param name="Type">In T-SQL.</param>
/// <param name="Input">The tensor that the model takes for it.</param>
/// <param name="Datatype">Of that tensor.</param>
/// <param name="Nullable">Whether the model takes NULL; otherwise NULL in is NULL out.</param>
sealed record FunctionParameterDocument(string Name, string Type, string Input, string Datatype, bool Nullable)
{
    public static string Write(IEnumerable<FunctionParameterDocument> parameters) => JsonSerializer.Serialize([.. parameters], FunctionParameterJson.Relaxed.FunctionParameterDocumentArray);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FunctionParameterDocument[]))]
sealed partial class FunctionParameterJson : JsonSerializerContext
{
    /// <summary>Leaves letters of all scripts as they are.</summary>
    public static FunctionParameterJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
