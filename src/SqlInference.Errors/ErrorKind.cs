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

    /// <summary>Whoever wrote the client: the request is not what the protocol asks for.</summary>
    Request,

    /// <summary>The client: it has to say who it is.</summary>
    Unauthenticated,

    /// <summary>The client: it sent more than the service takes.</summary>
    TooLarge,

    /// <summary>The client: it sent, or wants, a format that is not spoken here.</summary>
    MediaType,

    /// <summary>Nobody; the same request may succeed a little later.</summary>
    Overloaded,

    /// <summary>Nobody: this version or engine cannot do it.</summary>
    Unsupported,

    /// <summary>The operator; the same request may succeed later.</summary>
    Unavailable,

    /// <summary>The operator; the request ran out of time.</summary>
    Timeout,

    /// <summary>Us.</summary>
    Internal,
}
