using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements.Creation;

/// <summary>A version of a model from its beginning in the catalog until it serves, or until it has failed.</summary>
sealed class CreateModelRun : StatementRun
{
    // A small part of the lease, so that a catalog that is busy now and then does not cost the model.
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    readonly ModelCreation _creation;
    readonly VersionKey _version;
    readonly ITimer _renewal;
    SupervisedTraining? _training;

    public CreateModelRun(ModelCreation creation, VersionKey version)
    {
        _creation = creation;
        _version = version;
        _renewal = creation.Service.Options.Time.CreateTimer(_ => RenewLease(), null, RenewEvery, RenewEvery);
    }

    public override string Tag => _creation.Tag;

    public override VersionKey? Version => _version;

    public override TrainingRun? Training => _training;

    IModels Models => _creation.Service.Catalog.Models;

    /// <summary>Has rows asked for before the functions are defined.</summary>
    public void TrainWith(TrainingRun training) => _training = new(training, _creation.Name, _creation.MaxRuntime, _creation.Service.Options.Time);

    protected override FunctionChanges DefineFunctions() =>
        _creation.Functions.Define(Models.FindById(_version.ModelId)!, Models.FindVersion(_version)!);

    protected override StatementResult OnConfirm()
    {
        Models.Activate(_version);
        return StatementResult.Done(Tag);
    }

    protected override void OnAbandon(Exception reason)
    {
        if (reason is OperationCanceledException)
            Models.Abandon(_version);
        else
            Models.Fail(_version, FirstLine(reason.Message));
    }

    protected override void OnDispose()
    {
        _renewal.Dispose();
        _training?.Dispose();
    }

    void RenewLease()
    {
        try
        {
            if (!Models.RenewLease(_version, _training?.Progress))
                _training?.StopBecauseDropped();
        }
        catch (SqlInferenceException)
        {
            // The next time will do: the lease is longer.
        }
    }

    // Further lines quote the statement, which not everybody may see who may see the model.
    static string FirstLine(string message) => message.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? message[..end] : message;
}
