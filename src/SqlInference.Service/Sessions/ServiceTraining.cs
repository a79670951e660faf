using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Sessions;

/// <summary>A model that the service of a database trains; the session asks how it is.</summary>
/// <param name="ask">Asks the service, which answers when the training is over or after a moment.</param>
sealed class ServiceTraining(Func<CancellationToken, AnswerDocument> ask, QualifiedName model, string function, Action<string> notice) : ISessionTraining
{
    AnswerDocument _answer = new() { State = AnswerDocument.Training };

    public string Model => model.ToString();

    public string Function => function;

    public (string What, double Progress) Status => ($"Training {Model}", _answer.Progress ?? 0);

    public bool WasTakenBack => _answer.State == AnswerDocument.Abandoned;

    public bool WaitABit(CancellationToken cancellation)
    {
        _answer = ask(cancellation);
        return _answer.State != AnswerDocument.Training;
    }

    public void ThrowIfFailed()
    {
        _answer.ThrowIfFailed();
        if (WasTakenBack)
            throw new SqlInferenceException(ErrorConditions.UnknownModel, $"Model {Model} was dropped while it was being made.", "Run CREATE MODEL again if the model is still wanted.");
    }

    /// <summary>The statement is committed, and others may be waiting for its model.</summary>
    public void GiveUp() => notice($"The service goes on training {Model}; DROP MODEL {Model} ends that.");
}
