using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("A right that somebody was given.")]
sealed record GrantDocument
{
    [Description("execute or create_model.")]
    public required string Privilege { get; init; }

    [Description("The model, by its name on the wire; null for create_model, which holds for the database.")]
    public required string? Model { get; init; }

    [Description("user, role, group or public.")]
    public required string GranteeKind { get; init; }

    [Description("To whom it was given; empty for public.")]
    public required string Grantee { get; init; }

    [Description("Whether the grantee may pass it on.")]
    public required bool GrantOption { get; init; }

    [Description("Who gave it.")]
    public required string Grantor { get; init; }

    [Description("When it was given.")]
    public required DateTimeOffset GrantedAt { get; init; }
}
