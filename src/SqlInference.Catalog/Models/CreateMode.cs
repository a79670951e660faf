namespace SqlInference.Catalog;

/// <summary>What to do when the name is taken.</summary>
public enum CreateMode
{
    /// <summary>Refuse.</summary>
    Create,

    /// <summary>Add a version, and switch to it when it is activated.</summary>
    OrReplace,

    /// <summary>Leave what is there.</summary>
    IfNotExists,
}
