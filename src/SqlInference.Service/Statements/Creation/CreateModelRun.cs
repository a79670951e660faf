using SqlInference.Catalog;

namespace SqlInference.Service.Statements.Creation;

/// <summary>A version of a model from its beginning in the catalog until it serves, or until it has failed.</summary>
sealed class CreateModelRun : StatementRun
{
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);

    readonly ModelCreation _creation;
    readonly ITimer _renewal;

    public CreateModelRun(ModelCreation creation, VersionRecord version)
    {
        _creation = creation;
        Version = version;
        _renewal = creation.Service.Options.Time.CreateTimer(_ => Models.RenewLease(Version.Key), null, RenewEvery, RenewEvery);
    }

    public VersionRecord Version { get; }

    public TrainingRun? Rows { private get; init; }

    public override TrainingRun? Training => Rows;

    IModels Models => _creation.Service.Catalog.Models;

    protected override FunctionChanges DefineFunctions() =>
        _creation.Functions.Define(Models.FindById(Version.Key.ModelId)!, Models.FindVersion(Version.Key)!);

    protected override StatementResult OnConfirm()
    {
        Models.Activate(Version.Key);
        _renewal.Dispose();
        return StatementResult.Done(ModelCreation.Tag);
    }

    protected override void OnAbandon(Exception reason)
    {
        _renewal.Dispose();
        if (reason is OperationCanceledException)
            Models.Abandon(Version.Key);
        else
            Models.Fail(Version.Key, reason.Message);
    }
}
