using SqlInference.Engines.DuckDb;
using SqlInference.Language;
using SqlInference.Service.Background;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>CREATE MODEL with training: begun and given its rows by a session, and completed on a connection of its own.</summary>
sealed class BackgroundStatements(
    InferenceService service, Func<DuckDbConnection> connect, Func<DuckDbConnection, StatementExecutor> executorFor, Func<DuckDbConnection, FunctionsInForce> functionsFor)
{
    /// <param name="read">Gives the training its rows.</param>
    public Begun Begin(CreateModel statement, StatementContext context, Action<TrainingRun> read)
    {
        var connection = connect();
        try
        {
            var run = executorFor(connection).Begin(statement, context);
            if (run.Training is not { } training)
            {
                using (run)
                    return new(run.Confirm(), null, "");
            }

            try
            {
                read(training);
                var own = connection;
                var begun = service.Trainings.Start(run, context.NewName(statement.Name), trained => functionsFor(own).Define(trained), own.Dispose);
                connection = null;
                return new(StatementResult.Done(run.Tag), begun, FunctionOf(statement, context));
            }
            catch (Exception exception)
            {
                run.Fail(exception);
                run.Dispose();
                throw;
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    static string? FunctionOf(CreateModel statement, StatementContext context) =>
        ((TrainSource)statement.Source).Function is { } function ? context.Fold(function.Name.Name) : null;

    /// <param name="Training">Null where there was nothing to do.</param>
    public sealed record Begun(StatementResult Result, BackgroundTraining? Training, string? Function);
}
