using SqlInference.Language;
using SqlInference.Service.Embedded.Tables;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Sessions;

/// <summary>The models that a session has in training, and what of its statements waits for them. Used by one thread at a time.</summary>
sealed class SessionTrainings
{
    readonly List<ISessionTraining> _trainings = [];

    public TrainingWait Wait { get; set; }

    public bool Any => _trainings.Count > 0;

    /// <summary>The models, as statements name them.</summary>
    public IEnumerable<string> Models => _trainings.Select(training => training.Model);

    /// <summary>Keeps a training that has begun, or waits for it where the session wants that.</summary>
    public void Begin(ISessionTraining training, IStatementOutput output, CancellationToken cancellation)
    {
        _trainings.Add(training);
        if (Wait == TrainingWait.Always)
            FinishOrGiveUp(training, output, cancellation);
    }

    /// <summary>Waits for the models that a statement needs.</summary>
    /// <param name="model">The statement where it is one of ours.</param>
    public void Before(string sql, SqlDialect dialect, ModelStatement? model, IStatementOutput output, CancellationToken cancellation)
    {
        if (!Any || Wait == TrainingWait.Never || model is DropModel || (model is ShowModel && Wait == TrainingWait.Needed))
            return;
        var names = StatementNames.Of(sql, dialect);
        foreach (var training in _trainings.Where(training => Needs(names, training, model is not null)).ToArray())
            Finish(training, output, cancellation);
    }

    /// <summary>Waits for all, and stops those that are not waited for to the end.</summary>
    public void Finish(IStatementOutput output, CancellationToken cancellation)
    {
        while (Any)
            FinishOrGiveUp(_trainings[0], output, cancellation);
    }

    void FinishOrGiveUp(ISessionTraining training, IStatementOutput output, CancellationToken cancellation)
    {
        try
        {
            Finish(training, output, cancellation);
        }
        catch (OperationCanceledException)
        {
            training.GiveUp();
            throw;
        }
    }

    bool Needs(StatementNames names, ISessionTraining training, bool isOurs)
    {
        var model = training.Model[(training.Model.LastIndexOf('.') + 1)..].Trim('"');
        return (training.Function is { } function && FunctionCompanions.Suffixes.Prepend("").Any(suffix => names.Calls(function + suffix)))
            || names.Quotes(model)
            || (names.Calls(ForecastFunction.FunctionName) && names.Names(model))
            || (isOurs ? names.Names(model) : names.ReadsCatalog && Wait != TrainingWait.Needed);
    }

    void Finish(ISessionTraining training, IStatementOutput output, CancellationToken cancellation)
    {
        try
        {
            do
            {
                cancellation.ThrowIfCancellationRequested();
                var (what, progress) = training.Status;
                output.Progress(what, progress);
            }
            while (!training.WaitABit(cancellation));
        }
        finally
        {
            output.EndProgress();
        }

        _trainings.Remove(training);
        if (!training.WasTakenBack || Wait == TrainingWait.Always)
            training.ThrowIfFailed();
    }
}
