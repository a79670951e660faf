using System.Text.Json;
using System.Text.Json.Serialization;
using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

/// <summary>How enums and documents are written into columns. Changing any of it needs a migration.</summary>
static class StoredText
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of(ModelState state) => state.ToString().ToLowerInvariant();

    public static string Of(VersionState state) => state.ToString().ToLowerInvariant();

    public static string Of(AuditOutcome outcome) => outcome.ToString().ToLowerInvariant();

    public static string Of(GranteeKind kind) => kind.ToString().ToLowerInvariant();

    public static string Of(AccessRole role) => role.ToString().ToLowerInvariant();

    public static string Of(EndpointProtocol protocol) => protocol.ToString().ToLowerInvariant();

    public static string Of(Privilege privilege) => JsonNamingPolicy.SnakeCaseLower.ConvertName(privilege.ToString());

    public static string Of(ModelKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    public static T Enum<T>(string text)
        where T : struct, Enum => System.Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    public static string Of(IReadOnlyList<Setting> settings) => JsonSerializer.Serialize(settings, Json);

    public static string Of(IReadOnlyList<Metric> metrics) => JsonSerializer.Serialize(metrics, Json);

    public static string Of(ModelDefinition definition) => JsonSerializer.Serialize(definition, Json);

    public static string TypesOf(FunctionSignature function) => JsonSerializer.Serialize(function.Parameters.Select(p => p.Type), Json);

    public static string OfNames(IReadOnlyList<string> names) => JsonSerializer.Serialize(names, Json);

    public static IReadOnlyList<string> Names(string text) => JsonSerializer.Deserialize<string[]>(text, Json) ?? [];

    public static IReadOnlyList<Setting> Settings(string text) => JsonSerializer.Deserialize<Setting[]>(text, Json) ?? [];

    public static IReadOnlyList<Metric> Metrics(string text) => JsonSerializer.Deserialize<Metric[]>(text, Json) ?? [];

    public static ModelDefinition Definition(string text)
    {
        var definition = JsonSerializer.Deserialize<ModelDefinition>(text, Json)!;
        return definition.Format <= ModelDefinition.CurrentFormat ? definition : throw new SqlInferenceException(
            ErrorConditions.CatalogTooNew,
            $"A model in the catalog was written in format {definition.Format}; this program reads up to {ModelDefinition.CurrentFormat}.",
            "Use the newer program that wrote it.");
    }

    public static string Of(PendingDocument document) => JsonSerializer.Serialize(document, Json);

    public static PendingDocument PendingDocument(string text) => JsonSerializer.Deserialize<PendingDocument>(text, Json)!;

    public static string Of(PendingFailure failure) => JsonSerializer.Serialize(failure, Json);

    public static PendingFailure PendingFailure(string text) => JsonSerializer.Deserialize<PendingFailure>(text, Json)!;

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? Time(long? ticks) => ticks is { } known ? Time(known) : null;
}
