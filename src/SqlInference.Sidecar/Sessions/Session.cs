using SqlInference.Language;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Errors;

namespace SqlInference.Sidecar.Sessions;

/// <summary>A client's session from the first query to the last.</summary>
sealed class Session
{
    readonly SessionContext _context;
    readonly SimpleQuery _simple;
    readonly ExtendedQuery _extended;

    public Session(SessionContext context)
    {
        _context = context;
        var runner = new StatementRunner(context);
        var answers = new Answers(context, runner);
        _simple = new(context, runner, answers);
        _extended = new(context, runner, answers);
    }

    /// <summary>Answers until the client ends it, or something else does.</summary>
    public async Task RunAsync()
    {
        while (await NextAsync().ConfigureAwait(false) is { } message)
        {
            if (message.Frontend == FrontendCode.Terminate)
                return;
            await AnswerAsync(message).ConfigureAwait(false);
        }
    }

    async Task AnswerAsync(Message message)
    {
        switch (message.Frontend)
        {
            case FrontendCode.Query:
                await _simple.RunAsync(message).ConfigureAwait(false);
                break;
            case FrontendCode.FunctionCall:
                _context.Output.Write(new Report(Severity.Error, SqlStates.FeatureNotSupported, "the fast-path function call is not supported"));
                await ReadyAsync(_context).ConfigureAwait(false);
                break;
            case FrontendCode.CopyData or FrontendCode.CopyDone or FrontendCode.CopyFail:
                // What is left of a COPY that has failed.
                break;
            default:
                await _extended.AnswerAsync(message).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Says that the next query may come.</summary>
    public static async ValueTask ReadyAsync(SessionContext context)
    {
        context.WriteNotices();
        context.Settings.Tell();
        context.Output.Write(new ReadyForQuery(context.Transaction.Shown));
        if (!await context.Output.FlushAsync().ConfigureAwait(false))
            throw new ClientGoneException();
    }

    /// <summary>Waits for the client, within the limits that are set.</summary>
    async ValueTask<Message?> NextAsync()
    {
        var isInTransaction = _context.Transaction is { IsOpen: true, IsImplicit: false };
        var limit = _context.Settings.Values.DurationOf(isInTransaction ? "idle_in_transaction_session_timeout" : "idle_session_timeout");
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_context.Interruption.Stopping);
        if (limit > TimeSpan.Zero)
            waiting.CancelAfter(limit);
        try
        {
            return await _context.Input.ReadAsync(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_context.Interruption.Stopping.IsCancellationRequested)
        {
            throw new FatalReportException(new(Severity.Fatal, SqlStates.AdminShutdown, "terminating connection due to administrator command"));
        }
        catch (OperationCanceledException)
        {
            throw new FatalReportException(isInTransaction
                ? new(Severity.Fatal, "25P03", "terminating connection due to idle-in-transaction timeout")
                : new(Severity.Fatal, "57P05", "terminating connection due to idle-session timeout"));
        }
    }

    /// <summary>The statements of a text.</summary>
    public static IReadOnlyList<ScriptStatement> Split(string text) => ScriptSplitter.Split(text, SqlDialect.Embedded);
}
