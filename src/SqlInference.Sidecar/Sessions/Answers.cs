using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Copying;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Rows;

namespace SqlInference.Sidecar.Sessions;

/// <summary>Runs portals and sends what comes of them.</summary>
sealed class Answers(SessionContext session, StatementRunner runner)
{
    /// <summary>Runs a portal, or runs it on, and sends up to so many rows; zero for all.</summary>
    /// <param name="describe">The client has not asked for the columns, and is told of them.</param>
    public async ValueTask SendAsync(Portal portal, long most, bool describe, CancellationToken cancellation)
    {
        if (portal.IsOver)
        {
            session.Output.Write(new CommandComplete("SELECT 0"));
            return;
        }

        if (portal.Rows is null && !await RunAsync(portal, describe, cancellation).ConfigureAwait(false))
            return;
        await SendRowsAsync(portal, most == 0 ? long.MaxValue : most, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether there are rows to send.</summary>
    async ValueTask<bool> RunAsync(Portal portal, bool describe, CancellationToken cancellation)
    {
        var outcome = await runner.RunAsync(portal, cancellation).ConfigureAwait(false);
        switch (outcome)
        {
            case Done done:
                portal.IsOver = true;
                session.WriteNotices();
                Complete(done.Tag);
                return false;
            case Copies copies:
                portal.IsOver = true;
                Complete(await CopyAsync(copies.Statement, cancellation).ConfigureAwait(false));
                return false;
            case Sessions.Rows rows:
                portal.Rows = rows.Source;
                // A cursor's rows are the cursor's: it holds the connection, and not whoever fetches.
                if (rows.Source is DuckDbRows)
                    session.Streams(portal);
                session.WriteNotices();
                if (describe)
                    session.Output.Write(OutputColumn.Describe(rows.Source.Columns, portal.Formats));
                return true;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome.");
        }
    }

    async ValueTask SendRowsAsync(Portal portal, long most, CancellationToken cancellation)
    {
        var rows = portal.Rows!;
        var written = await rows.WriteAsync(session.Output, most, cancellation).ConfigureAwait(false);
        portal.Given += written;
        if (written == most && most != long.MaxValue)
        {
            session.Output.Write(BareMessage.PortalSuspended);
            return;
        }

        portal.IsOver = true;
        session.Close(portal);
        portal.Rows = null;
        Complete(rows.Tag(portal.Given));
    }

    void Complete(string tag)
    {
        session.Output.Write(new CommandComplete(tag));
        session.Log.Succeed(tag);
    }

    async ValueTask<string> CopyAsync(CopyStatement copy, CancellationToken cancellation) => copy.IsFromClient
        ? await new CopyIn(session, copy).RunAsync(cancellation).ConfigureAwait(false)
        : await new CopyOut(session, copy).RunAsync(cancellation).ConfigureAwait(false);

    /// <summary>A failure as the client hears of it. Some end the session.</summary>
    public Report ReportOf(Exception exception, string text, int start)
    {
        if (exception is WireException { IsFatal: true } or ClientGoneException or FatalReportException)
            throw exception;
        var report = exception is OperationCanceledException ? session.Interruption.Report() : ErrorReports.Of(exception, text, start);
        session.Log.Fail(report);
        return report.Severity == Severity.Fatal ? throw new FatalReportException(report) : report;
    }
}
