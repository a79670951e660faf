using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SqlInference.Errors;

namespace SqlInference.Server.Registry.Training;

/// <summary>Chooses the format of training data by the request's Content-Type.</summary>
static class TrainingBodies
{
    public const string Csv = "text/csv";
    public const string JsonLines = "application/jsonlines";

    public static TrainingBody Open(HttpContext http)
    {
        var given = http.Request.ContentType;
        var mediaType = MediaTypeHeaderValue.TryParse(given, out var type) ? type.MediaType.ToString() : "";
        var reader = new BodyReader(http.Request.BodyReader);
        var types = ColumnTypes.Read(http.Request.Query["types"]);
        return mediaType.ToLowerInvariant() switch
        {
            ColumnStream.MediaType => new ColumnStream(reader),
            Csv => new CsvTrainingBody(reader, types),
            JsonLines => new JsonLinesTrainingBody(reader, types),
            _ => throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported,
                string.IsNullOrEmpty(given) ? "The training data says no Content-Type." : $"Training data of the type '{given}' cannot be read.",
                $"Send {ColumnStream.MediaType}, {Csv} or {JsonLines}."),
        };
    }
}
