namespace SqlInference.Catalog;

/// <summary>What the holder of a token or key may do.</summary>
public enum AccessRole
{
    /// <summary>Everything, endpoints and everybody's models included.</summary>
    Admin,

    /// <summary>Make models, and call what it owns or was granted.</summary>
    Create,

    /// <summary>Call the models that it was granted.</summary>
    Execute,

    /// <summary>Speak for the users of one database, whom it names with each request.</summary>
    Adapter,
}
