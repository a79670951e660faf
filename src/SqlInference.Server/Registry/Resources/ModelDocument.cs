using System.ComponentModel;
using SqlInference.Catalog;

namespace SqlInference.Server.Registry.Resources;

[Description("A model.")]
sealed record ModelDocument
{
    // As SHOW MODEL keeps to the owner.
    static readonly string[] OwnersSettings = ["IAM_ROLE", "S3_BUCKET", "KMS_KEY_ID"];

    [Description("The name by which clients of /v2, /functions and /endpoints ask for the model.")]
    public required string WireName { get; init; }

    [Description("The database that the model belongs to.")]
    public required string Database { get; init; }

    [Description("The schema that the model is in.")]
    public required string Schema { get; init; }

    [Description("The model's name within its schema.")]
    public required string Name { get; init; }

    [Description("The user who owns the model.")]
    public required string Owner { get; init; }

    [Description("Where predictions come from: trained, local or remote.")]
    public required string Kind { get; init; }

    [Description("The algorithm of a trained model, or the format of a local one; null for remote models.")]
    public required string? ModelType { get; init; }

    [Description("created, training, ready or failed. While a replacement is made, a model stays ready.")]
    public required string State { get; init; }

    [Description("Why the model failed; null where it did not.")]
    public required string? FailureReason { get; init; }

    [Description("The version that serves; null until one did.")]
    public required int? CurrentVersion { get; init; }

    [Description("The prediction function; null where a training query has yet to tell it.")]
    public required FunctionDocument? Function { get; init; }

    [Description("The endpoint that a remote model asks; null for others.")]
    public required string? Endpoint { get; init; }

    [Description("The settings in force. Those that name places and roles on AWS are shown to the owner only.")]
    public required IReadOnlyList<SettingDocument> Settings { get; init; }

    [Description("When the model was created.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When the model last changed its state, version, name, owner or settings.")]
    public required DateTimeOffset ChangedAt { get; init; }

    public static ModelDocument Of(ModelRecord model, bool toOwner) => new()
    {
        WireName = WireNames.Write(model.Name),
        Database = model.Name.Database,
        Schema = model.Name.Schema,
        Name = model.Name.Name,
        Owner = model.Owner,
        Kind = model.Kind.ToString().ToLowerInvariant(),
        ModelType = model.Definition.Training is { } training ? training.ModelType ?? "auto" : model.Definition.SourceFormat,
        State = model.State.ToString().ToLowerInvariant(),
        FailureReason = model.FailureReason,
        CurrentVersion = model.CurrentVersion,
        Function = model.Definition.Function is { } function ? FunctionDocument.Of(function) : null,
        Endpoint = model.Definition.Remote?.EndpointName,
        Settings = [.. model.Settings.Where(setting => toOwner || !OwnersSettings.Contains(setting.Name, StringComparer.OrdinalIgnoreCase))
            .Select(setting => new SettingDocument { Name = setting.Name, Value = setting.Value })],
        CreatedAt = model.CreatedAt,
        ChangedAt = model.ChangedAt,
    };
}
