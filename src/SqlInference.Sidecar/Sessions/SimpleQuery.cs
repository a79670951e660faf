using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Statements;

namespace SqlInference.Sidecar.Sessions;

/// <summary>Scripts in one message: all of their statements are one transaction, unless they say otherwise.</summary>
sealed class SimpleQuery(SessionContext session, StatementRunner runner, Answers answers)
{
    public async ValueTask RunAsync(Message message)
    {
        var (text, start) = ("", 0);
        // The nameless ones do not outlive a simple query.
        session.Statements.Remove("");
        session.ClosePortals(portal => !portal.IsCursor);
        try
        {
            text = QueryMessage.Read(message).Text;
            session.Log.Begin(text);
            var parts = Session.Split(text);
            if (parts.Count == 0)
                session.Output.Write(BareMessage.EmptyQueryResponse);
            foreach (var part in parts)
            {
                start = part.Start;
                await RunAsync(new SqlStatement(text, part), isAlone: parts.Count == 1).ConfigureAwait(false);
            }

            if (session.Transaction.IsImplicit)
                runner.Commit();
        }
        catch (Exception exception)
        {
            var report = answers.ReportOf(exception, text, start);
            session.ClosePortals(portal => !portal.IsCursor);
            if (session.Transaction.IsImplicit)
                runner.Rollback();
            else
                session.Transaction.Fail();
            session.WriteNotices();
            session.Output.Write(report);
        }

        await Session.ReadyAsync(session).ConfigureAwait(false);
    }

    async ValueTask RunAsync(SqlStatement statement, bool isAlone)
    {
        var cancellation = session.Interruption.Begin(session.Settings.Values.DurationOf("statement_timeout"));
        session.Log.Begin(statement.Text);
        try
        {
            if (statement.Command is not (CommitCommand or RollbackCommand or RollbackToCommand))
                session.Transaction.RequireAlive();
            if (!session.Transaction.IsOpen && NeedsTransaction(statement, isAlone))
                session.Transaction.Begin(isReadOnly: false, isImplicit: true);
            // Values cannot come with it, so that there is nothing to prepare for.
            var prepared = statement.Command is DeclareCommand ? runner.Prepare(statement, [], cancellation) : PreparedStatement.Of(statement);
            var portal = new Portal(prepared, [], FormatCodes.AllText);
            try
            {
                await answers.SendAsync(portal, 0, describe: true, cancellation).ConfigureAwait(false);
            }
            finally
            {
                session.Close(portal);
            }
        }
        finally
        {
            session.Interruption.End();
        }
    }

    bool NeedsTransaction(SqlStatement statement, bool isAlone) =>
        !statement.IsModelStatement && statement.Command is null or CopyCommand or ExplainCommand or FetchCommand && (!isAlone || session.Transaction.AlwaysNeeded);
}
