namespace SqlInference.Language;

/// <summary>What a statement is, by its first words.</summary>
public enum StatementKind : byte
{
    /// <summary>Not ours: goes to the database as it stands.</summary>
    PassThrough,

    CreateModel,
    ShowModel,
    DropModel,
    AlterModel,
    Grant,
    Revoke,
    CreateEndpoint,
    ShowEndpoint,
    DropEndpoint,
    ExternalFunction,

    /// <summary>Redshift's <c>CREATE EXTERNAL MODEL</c>, which is recognised and refused.</summary>
    ExternalModel,

    UsingFunction,
    Copy,
}
