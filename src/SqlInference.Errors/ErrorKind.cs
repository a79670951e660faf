namespace SqlInference.Errors;

/// <summary>Errors grouped by who can mend them.</summary>
public enum ErrorKind
{
    /// <summary>The statement's author.</summary>
    Statement,

    /// <summary>The statement's author, who named something that is not there.</summary>
    NotFound,

    /// <summary>The statement's author, who named something that is there already or is in another state.</summary>
    Conflict,

    /// <summary>Whoever made the model file.</summary>
    ModelFile,

    /// <summary>The owner of the rows.</summary>
    Data,

    /// <summary>Whoever may grant the right.</summary>
    Permission,

    /// <summary>Nobody: this version or engine cannot do it.</summary>
    Unsupported,

    /// <summary>The operator; the same request may succeed later.</summary>
    Unavailable,

    /// <summary>The operator; the request ran out of time.</summary>
    Timeout,

    /// <summary>Us.</summary>
    Internal,
}
