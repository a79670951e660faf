using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("Grants on the caller's own models and to the caller; to administrators, all of the database.")]
sealed record GrantList
{
    [Description("In the order of privilege, model and grantee.")]
    public required IReadOnlyList<GrantDocument> Grants { get; init; }
}
