using SqlInference.Engines.PostgreSql;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Sessions;

namespace SqlInference.Service.PostgreSql;

/// <summary>A model that the service of a database trains; the session asks for it through the extension.</summary>
sealed class ServiceTraining(PostgreSqlConnection connection, string run, QualifiedName model, string function, Action<string> notice) : ISessionTraining
{
    const string Ask = "SELECT sqlinference.request('GET', sqlinference.database_path() || '/statements/' || $1 || '?wait=1')";

    AnswerDocument _answer = new() { State = AnswerDocument.Training };

    public string Model => model.ToString();

    public string Function => function;

    public (string What, double Progress) Status => ($"Training {Model}", _answer.Progress ?? 0);

    public bool WasTakenBack => _answer.State == AnswerDocument.Abandoned;

    public bool WaitABit(CancellationToken cancellation)
    {
        _answer = AnswerDocument.Read(connection.Single(Ask, run, cancellation)!);
        return _answer.State != AnswerDocument.Training;
    }

    public void ThrowIfFailed()
    {
        if (_answer.Error is { } error)
            throw new SqlInferenceException(ErrorConditions.Find(error.Code) ?? ErrorConditions.InternalError, error.Detail, error.Hint);
        if (WasTakenBack)
            throw new SqlInferenceException(ErrorConditions.UnknownModel, $"Model {Model} was dropped while it was being made.", "Run CREATE MODEL again if the model is still wanted.");
    }

    /// <summary>The statement is committed, and others may be waiting for its model.</summary>
    public void GiveUp() => notice($"The service goes on training {Model}; DROP MODEL {Model} ends that.");
}
