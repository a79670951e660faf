namespace SqlInference.Catalog;

/// <summary>What can be granted.</summary>
public enum Privilege
{
    /// <summary>Calling a model's function.</summary>
    Execute,

    /// <summary>Making models in a database.</summary>
    CreateModel,
}
