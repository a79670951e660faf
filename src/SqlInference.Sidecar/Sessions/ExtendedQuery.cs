using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Statements;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Sessions;

/// <summary>Statements that are parsed, bound and executed in messages of their own. After an error all is passed over until Sync.</summary>
sealed class ExtendedQuery(SessionContext session, StatementRunner runner, Answers answers)
{
    bool _isFailed;
    string _text = "";

    public async ValueTask AnswerAsync(Message message)
    {
        if (message.Frontend == FrontendCode.Sync)
        {
            await SyncAsync().ConfigureAwait(false);
            return;
        }

        if (_isFailed)
            return;
        try
        {
            await DispatchAsync(message).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var report = answers.ReportOf(exception, _text, 0);
            _isFailed = true;
            session.Transaction.Fail();
            session.WriteNotices();
            session.Output.Write(report);
        }
        finally
        {
            session.Interruption.End();
        }
    }

    async ValueTask DispatchAsync(Message message)
    {
        _text = "";
        var cancellation = session.Interruption.Begin(session.Settings.Values.DurationOf("statement_timeout"));
        switch (message.Frontend)
        {
            case FrontendCode.Parse: await ParseAsync(ParseMessage.Read(message), cancellation).ConfigureAwait(false); break;
            case FrontendCode.Bind: Bind(BindMessage.Read(message)); break;
            case FrontendCode.Describe: await DescribeAsync(NamedObject.Read(message), cancellation).ConfigureAwait(false); break;
            case FrontendCode.Execute: await ExecuteAsync(ExecuteMessage.Read(message), cancellation).ConfigureAwait(false); break;
            case FrontendCode.Close: Close(NamedObject.Read(message)); break;
            case FrontendCode.Flush:
                if (!await session.Output.FlushAsync(cancellation).ConfigureAwait(false))
                    throw new ClientGoneException();
                break;
            default: throw WireException.Violation($"invalid frontend message type {message.Code}");
        }
    }

    async ValueTask ParseAsync(ParseMessage parse, CancellationToken cancellation)
    {
        _text = parse.Text;
        session.Log.Begin(parse.Text);
        if (parse.Statement.Length > 0 && session.Statements.ContainsKey(parse.Statement))
            throw new StatementException("42P05", $"prepared statement \"{parse.Statement}\" already exists");
        var parts = Session.Split(parse.Text);
        if (parts.Count > 1)
            throw new StatementException("42601", "cannot insert multiple commands into a prepared statement");
        await session.FreeConnectionAsync(cancellation).ConfigureAwait(false);
        session.Statements[parse.Statement] = parts.Count == 0 ? PreparedStatement.Empty : Prepare(new(parse.Text, parts[0]), parse.ParameterTypes, cancellation);
        session.Output.Write(BareMessage.ParseComplete);
    }

    PreparedStatement Prepare(SqlStatement statement, uint[] types, CancellationToken cancellation)
    {
        if (statement.Command is not (CommitCommand or RollbackCommand or RollbackToCommand))
            session.Transaction.RequireAlive();
        return runner.Prepare(statement, types, cancellation);
    }

    void Bind(BindMessage bind)
    {
        var statement = Statement(bind.Statement);
        session.Log.Begin(statement.Statement?.Text ?? "");
        if (bind.ParameterCount != statement.ParameterTypes.Count)
        {
            throw new StatementException(SqlStates.ProtocolViolation,
                $"bind message supplies {bind.ParameterCount} parameters, but prepared statement \"{bind.Statement}\" requires {statement.ParameterTypes.Count}");
        }

        if (session.Portals.Remove(bind.Portal, out var before))
        {
            session.Close(before);
            if (bind.Portal.Length > 0)
                throw new StatementException("42P03", $"cursor \"{bind.Portal}\" already exists");
        }

        session.Portals[bind.Portal] = new(statement, ParameterReader.ReadAll(bind, statement.ParameterTypes), bind.ResultFormats);
        session.Output.Write(BareMessage.BindComplete);
    }

    async ValueTask DescribeAsync(NamedObject described, CancellationToken cancellation)
    {
        var portal = described.IsPortal ? Portal(described.Name) : null;
        var statement = portal?.Statement ?? Statement(described.Name);
        if (portal is null)
            session.Output.Write(new ParameterDescription(statement.ParameterTypes));
        if (await runner.ColumnsAsync(statement, cancellation).ConfigureAwait(false) is { } columns)
            session.Output.Write(OutputColumn.Describe(columns, portal?.Formats ?? FormatCodes.AllText));
        else
            session.Output.Write(BareMessage.NoData);
    }

    async ValueTask ExecuteAsync(ExecuteMessage execute, CancellationToken cancellation)
    {
        var portal = Portal(execute.Portal);
        if (portal.Statement.Statement is not { } statement)
        {
            session.Output.Write(BareMessage.EmptyQueryResponse);
            return;
        }

        session.Log.Begin(statement.Text, portal.Values);
        if (NeedsTransaction(statement))
            session.Transaction.Begin(isReadOnly: false, isImplicit: true);
        await answers.SendAsync(portal, execute.MostRows, describe: false, cancellation).ConfigureAwait(false);
    }

    /// <summary>What comes before the next Sync is one transaction. Where Sync comes next, the engine's own is that.</summary>
    bool NeedsTransaction(SqlStatement statement)
    {
        if (session.Transaction.IsOpen || statement.IsModelStatement || statement.Command is not (null or CopyCommand or ExplainCommand or FetchCommand))
            return false;
        return session.Transaction.AlwaysNeeded || !session.Input.TryPeek(out var next) || next != (byte)FrontendCode.Sync;
    }

    void Close(NamedObject closed)
    {
        if (!closed.IsPortal)
            session.Statements.Remove(closed.Name);
        else if (session.Portals.Remove(closed.Name, out var portal))
            session.Close(portal);
        session.Output.Write(BareMessage.CloseComplete);
    }

    async ValueTask SyncAsync()
    {
        _isFailed = false;
        try
        {
            // Portals end with their transaction.
            if (session.Transaction is { IsOpen: false } or { IsImplicit: true })
                session.ClosePortals(portal => !portal.IsHeld);
            if (session.Transaction.IsImplicit)
                runner.Commit();
        }
        catch (Exception exception)
        {
            session.Output.Write(answers.ReportOf(exception, "", 0));
        }

        await Session.ReadyAsync(session).ConfigureAwait(false);
    }

    PreparedStatement Statement(string name) => session.Statements.TryGetValue(name, out var statement)
        ? statement
        : throw new StatementException("26000", name.Length == 0 ? "unnamed prepared statement does not exist" : $"prepared statement \"{name}\" does not exist");

    Portal Portal(string name) => session.Portals.TryGetValue(name, out var portal) ? portal : throw new StatementException("34000", $"portal \"{name}\" does not exist");
}
