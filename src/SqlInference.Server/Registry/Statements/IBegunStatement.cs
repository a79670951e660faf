using SqlInference.Errors;

namespace SqlInference.Server.Registry.Statements;

/// <summary>A statement between the service and a client on the network, wherever it is kept. Thread-safe.</summary>
interface IBegunStatement
{
    string Database { get; }

    /// <summary>Ends when training has ended one way or the other, as far as this process knows.</summary>
    Task Trained { get; }

    /// <summary>Holds the lease while a request about the statement is being answered.</summary>
    IDisposable? Attend();

    /// <summary>Throws why the statement ended, if it did so badly.</summary>
    void ThrowIfEnded();

    /// <summary>Does it, for good. May be repeated.</summary>
    void Confirm();

    /// <summary>Ends it as if it had not been begun.</summary>
    void TakeBack();

    /// <summary>Ends it with a reason, which a model that it made keeps.</summary>
    void Fail(SqlInferenceException reason);

    /// <param name="path">Of the database's statements.</param>
    StatementAnswer Answer(string path);
}
