namespace SqlInference.Catalog;

/// <summary>Where a model's predictions come from.</summary>
public enum ModelKind
{
    /// <summary>Trained here from a query or table.</summary>
    Trained,

    /// <summary>Read from a model file.</summary>
    Local,

    /// <summary>Asked from an endpoint.</summary>
    Remote,

    /// <summary>A function made by CREATE EXTERNAL FUNCTION; not listed as a model.</summary>
    ExternalFunction,
}
