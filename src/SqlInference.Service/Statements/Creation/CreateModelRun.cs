using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Service.Hosting;

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

    // The functions of a model that serves change in the session's transaction, so that each query has one version: they wait.
    public override bool CanGoAhead =>
        Models.FindById(_version.ModelId) is { CurrentVersion: null } && Models.FindVersion(_version) is { } version && ForeseenModel.Of(version) is not null;

    IModels Models => _creation.Service.Catalog.Models;

    /// <summary>Has rows asked for before the functions are defined.</summary>
    public void TrainWith(TrainingRun training)
    {
        _training = new(training, _creation.Name, _creation.MaxRuntime, _creation.Service);
        _creation.Service.Trainings.Add(_version, _training);
        _creation.Service.Catalog.Changes.Changed += StopIfDropped;
    }


    protected override FunctionChanges DefineFunctions() =>
        _creation.Functions.Define(Models.FindById(_version.ModelId)!, Models.FindVersion(_version)!);

    protected override StatementResult OnConfirm()
    {
        _creation.Service.Catalog.Changes.Changed -= StopIfDropped;
        Models.Activate(_version);
        return StatementResult.Done(Tag);
    }

    protected override void OnAbandon(Exception reason)
    {
        _creation.Service.Catalog.Changes.Changed -= StopIfDropped;
        if (reason is OperationCanceledException)
            Models.Abandon(_version);
        else
            Models.Fail(_version, FirstLine(reason.Message));
    }

    protected override void OnDispose()
    {
        _creation.Service.Catalog.Changes.Changed -= StopIfDropped;
        _creation.Service.Trainings.Remove(_version);
        _renewal.Dispose();
        _training?.Dispose();
    }

    /// <summary>Somebody may have dropped the model or taken the statement back.</summary>
    void StopIfDropped()
    {
        try
        {
            if (Models.FindVersion(_version) is not { State: VersionState.Pending })
                _training?.StopBecauseDropped();
        }
        catch (SqlInferenceException)
        {
            // The lease tells too.
        }
    }

    void RenewLease()
    {
        try
        {
            if (!Models.RenewLease(_version, _training?.Status.Progress))
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
