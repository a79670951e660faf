using System.Globalization;
using System.IO.Pipelines;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Service.Embedded;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Settings;
using SqlInference.Sidecar.Statements;

namespace SqlInference.Sidecar.Sessions;

/// <summary>Carries out statements: the session's own, ours, and the engine's.</summary>
sealed class StatementRunner(SessionContext session)
{
    Transaction Transaction => session.Transaction;

    public PreparedStatement Prepare(SqlStatement statement, IReadOnlyList<uint> parameterTypes, CancellationToken cancellation)
    {
        if (statement.IsModelStatement)
            return PreparedStatement.Of(statement);
        switch (statement.Command)
        {
            case null:
                return PreparedStatement.Of(statement, text => Describe(text, cancellation), parameterTypes);
            case DeclareCommand declare:
                var query = PreparedStatement.Of(Single(declare.Query), text => Describe(text, cancellation), parameterTypes);
                return PreparedStatement.Of(statement) with { ParameterTypes = query.ParameterTypes, Query = query };
            case ShowCommand show:
                return PreparedStatement.Of(statement) with { Columns = Show(show).Columns };
            case ExplainCommand:
                return PreparedStatement.Of(statement) with { Columns = [OutputColumn.Text(ExplainedPlan.Column)] };
            default:
                return PreparedStatement.Of(statement);
        }
    }

    /// <summary>The columns of a statement that only running it tells; null for none.</summary>
    public async ValueTask<IReadOnlyList<OutputColumn>?> ColumnsAsync(PreparedStatement prepared, CancellationToken cancellation)
    {
        switch (prepared.Statement)
        {
            case { Command: FetchCommand { IsMove: false } fetch }:
                return (await OpenCursorAsync(Cursor(fetch.Cursor), cancellation).ConfigureAwait(false)).Columns;
            case { IsModelStatement: true } statement when statement.Parsed is ShowModel or ShowEndpoint or UsingFunction:
                await session.FreeConnectionAsync(cancellation).ConfigureAwait(false);
                using (var rows = RunOurs(statement, FormatCodes.AllText, cancellation) is Rows { Source: { } source } ? source : null)
                    return rows?.Columns;
            default:
                return prepared.Columns;
        }
    }

    public async ValueTask<Outcome> RunAsync(Portal portal, CancellationToken cancellation)
    {
        var statement = portal.Statement.Statement!;
        if (statement.Command is not (CommitCommand or RollbackCommand or RollbackToCommand))
            Transaction.RequireAlive();
        if (statement.Command is not FetchCommand)
            await session.FreeConnectionAsync(cancellation).ConfigureAwait(false);
        if (statement.IsModelStatement)
            return RunOurs(statement, portal.Formats, cancellation);
        return statement.Command is { } command
            ? await RunCommandAsync(command, portal, cancellation).ConfigureAwait(false)
            : RunPlain(portal, cancellation);
    }

    StatementShape Describe(string text, CancellationToken cancellation)
    {
        try
        {
            return session.Connection.Describe(text, cancellation);
        }
        catch (DuckDbException exception) when (session.Embedded.Explain(exception) is { } reason)
        {
            throw reason;
        }
    }

    Outcome RunPlain(Portal portal, CancellationToken cancellation)
    {
        Transaction.CountStatement();
        var statement = portal.Statement;
        DuckDbResult result;
        try
        {
            result = statement.ParameterTypes.Count == 0
                ? session.Connection.Query(statement.EngineText, cancellation)
                : session.Connection.Prepare(statement.EngineText).Query(portal.Values, cancellation);
        }
        catch (DuckDbException exception) when (session.Embedded.Explain(exception) is { } reason)
        {
            throw reason;
        }

        return OutcomeOf(result, statement, portal.Formats, owner: null);
    }

    Outcome OutcomeOf(DuckDbResult result, PreparedStatement statement, FormatCodes formats, DefinedQuery? owner)
    {
        try
        {
            var tag = CommandTag.Of(result.StatementKind, statement.Statement!.Text);
            if (result.HasRows)
                return new Rows(new DuckDbRows(result, tag, formats, session.Settings.Zone, statement.Columns, owner));
            using (owner)
            using (result)
            {
                while (result.Read())
                {
                }

                return new Done(tag(result.RowsChanged));
            }
        }
        catch
        {
            result.Dispose();
            owner?.Dispose();
            throw;
        }
    }

    Outcome RunOurs(SqlStatement statement, FormatCodes formats, CancellationToken cancellation)
    {
        if (statement.Parsed is UsingFunction use)
        {
            var query = session.Embedded.Open(use, cancellation);
            return OutcomeOf(query.Result, PreparedStatement.Of(statement), formats, query);
        }

        // What changes models stands for itself: nothing could take it back.
        if (Transaction.IsImplicit && statement.Parsed is not (ShowModel or ShowEndpoint))
            EndTransaction(isCommitted: Transaction.Commit());
        var output = new Collected();
        session.Embedded.Run(statement.Script, statement.Part, output, cancellation);
        return output.Result is { HasRows: true } result ? new Rows(TextRows.Of(result)) : new Done(output.Result?.Tag ?? "SELECT 0");
    }

    async ValueTask<Outcome> RunCommandAsync(Command command, Portal portal, CancellationToken cancellation)
    {
        switch (command)
        {
            case BeginCommand begin:
                return Begin(begin);
            case CommitCommand:
                await EndBlockAsync(cancellation).ConfigureAwait(false);
                if (!Transaction.IsOpen || Transaction.IsImplicit)
                    Warn("25P01", "there is no transaction in progress");
                return new Done(Commit() ? "COMMIT" : "ROLLBACK");
            case RollbackCommand:
                if (!Transaction.IsOpen || Transaction.IsImplicit)
                    Warn("25P01", "there is no transaction in progress");
                Rollback();
                return new Done("ROLLBACK");
            case SavepointCommand savepoint:
                Transaction.Savepoint(savepoint.Name);
                return new Done("SAVEPOINT");
            case ReleaseCommand release:
                Transaction.Release(release.Name);
                return new Done("RELEASE");
            case RollbackToCommand rollback:
                Transaction.RollbackTo(rollback.Name);
                return new Done("ROLLBACK");
            case SetCommand set:
                session.Settings.Set(set.Name, set.Value, set.IsLocal);
                return new Done("SET");
            case SetTransactionCommand:
                return new Done("SET");
            case ResetCommand { Name: { } name }:
                session.Settings.Set(name, null, isLocal: false);
                return new Done("RESET");
            case ResetCommand:
                session.Settings.ResetAll();
                return new Done("RESET");
            case ShowCommand show:
                return new Rows(Show(show));
            case DiscardCommand discard:
                return Discard(discard);
            case DeclareCommand declare:
                return Declare(declare, portal);
            case FetchCommand fetch:
                return await FetchAsync(fetch, cancellation).ConfigureAwait(false);
            case CloseCommand close:
                return CloseCursor(close);
            case DeallocateCommand deallocate:
                return Deallocate(deallocate, cancellation);
            case UnlistenCommand:
                return new Done("UNLISTEN");
            case ExplainCommand explain:
                return new Rows(ExplainedPlan.Of(session.Connection, explain, cancellation));
            case CopyCommand copy:
                return new Copies(copy.Statement);
            default:
                throw new InvalidOperationException($"{command.GetType().Name} is not carried out.");
        }
    }

    Done Begin(BeginCommand begin)
    {
        if (Transaction is { IsOpen: true, IsImplicit: false })
            Warn("25001", "there is already a transaction in progress");
        Transaction.Begin(begin.IsReadOnly, isImplicit: false);
        session.Settings.TransactionBegun();
        return new(begin.Tag);
    }

    /// <summary>Ends the transaction that nobody asked for. False where it had failed.</summary>
    public bool Commit()
    {
        session.ClosePortals(portal => portal is { IsCursor: true, IsHeld: false });
        var isCommitted = Transaction.Commit();
        EndTransaction(isCommitted);
        return isCommitted;
    }

    public void Rollback()
    {
        session.ClosePortals(portal => portal is { IsCursor: true, IsHeld: false });
        Transaction.Rollback();
        EndTransaction(isCommitted: false);
    }

    void EndTransaction(bool isCommitted) => session.Settings.TransactionEnded(isCommitted);

    /// <summary>Cursors that are to outlive the transaction take their rows along.</summary>
    async ValueTask EndBlockAsync(CancellationToken cancellation)
    {
        foreach (var cursor in session.Portals.Values.Where(portal => portal is { IsHeld: true, Rows: null }).ToArray())
        {
            await OpenCursorAsync(cursor, cancellation).ConfigureAwait(false);
            await session.FreeConnectionAsync(cancellation).ConfigureAwait(false);
        }
    }

    TextRows Show(ShowCommand show)
    {
        if (show.Name is { } name)
            return TextRows.One(SessionSettings.ShownName(name), session.Settings.Values[name], "SHOW");
        return new([OutputColumn.Text("name"), OutputColumn.Text("setting"), OutputColumn.Text("description")],
            [.. SessionSettings.Names.Select(known => (string?[])[SessionSettings.ShownName(known), session.Settings.Values[known], ""])], "SHOW");
    }

    Done Discard(DiscardCommand discard)
    {
        if (!discard.IsAll)
            return new("DISCARD");
        if (Transaction is { IsOpen: true, IsImplicit: false })
            throw new StatementException("25001", "DISCARD ALL cannot run inside a transaction block");
        session.ClosePortals(portal => portal.IsCursor);
        session.Statements.Clear();
        session.Settings.ResetAll();
        return new("DISCARD ALL");
    }

    Done Declare(DeclareCommand declare, Portal portal)
    {
        // What nobody could fetch from is a mistake.
        if (!declare.IsHeld && (!Transaction.IsOpen || Transaction.IsImplicit))
            throw new StatementException("25P01", "DECLARE CURSOR can only be used in transaction blocks");

        if (session.Portals.ContainsKey(declare.Cursor))
            throw new StatementException("42P03", $"cursor \"{declare.Cursor}\" already exists");
        var formats = declare.IsBinary ? new FormatCodes([ValueFormat.Binary]) : FormatCodes.AllText;
        session.Portals[declare.Cursor] = new(portal.Statement.Query!, portal.Values, formats) { IsCursor = true, IsHeld = declare.IsHeld };
        return new("DECLARE CURSOR");
    }

    async ValueTask<Outcome> FetchAsync(FetchCommand fetch, CancellationToken cancellation)
    {
        var cursor = Cursor(fetch.Cursor);
        if (fetch.IsBackward)
        {
            if (!fetch.IsMove || fetch.Count != long.MaxValue)
                throw new StatementException("55000", "cursor can only scan forward, or go back to its beginning", "Use MOVE BACKWARD ALL.");
            var given = cursor.Given;
            session.Close(cursor);
            (cursor.Rows, cursor.Given, cursor.IsOver) = (null, 0, false);
            return new Done(string.Create(CultureInfo.InvariantCulture, $"MOVE {given}"));
        }

        var rows = await OpenCursorAsync(cursor, cancellation).ConfigureAwait(false);
        if (!fetch.IsMove)
            return new Rows(new CursorRows(rows, fetch.Count));
        var nowhere = new MessageWriter(PipeWriter.Create(Stream.Null));
        var moved = await rows.WriteAsync(nowhere, fetch.Count, cancellation).ConfigureAwait(false);
        cursor.Given += moved;
        return new Done(string.Create(CultureInfo.InvariantCulture, $"MOVE {moved}"));
    }

    async ValueTask<RowSource> OpenCursorAsync(Portal cursor, CancellationToken cancellation)
    {
        if (cursor.Rows is { } open)
            return open;
        await session.FreeConnectionAsync(cancellation).ConfigureAwait(false);
        if (RunPlain(cursor, cancellation) is not Rows { Source: { } source })
            throw new StatementException("42601", "a cursor can only be declared for a query");
        cursor.Rows = source;
        session.Streams(cursor);
        return source;
    }

    Portal Cursor(string name) => session.Portals.TryGetValue(name, out var cursor) ? cursor : throw new StatementException("34000", $"cursor \"{name}\" does not exist");

    Done CloseCursor(CloseCommand close)
    {
        if (close.Cursor is { } name)
        {
            session.Close(Cursor(name));
            session.Portals.Remove(name);
            return new("CLOSE CURSOR");
        }

        session.ClosePortals(portal => portal.IsCursor);
        return new("CLOSE CURSOR ALL");
    }

    Done Deallocate(DeallocateCommand deallocate, CancellationToken cancellation)
    {
        if (deallocate.Statement is not { } name)
        {
            session.Statements.Clear();
            return new("DEALLOCATE ALL");
        }

        if (!session.Statements.Remove(name))
            session.Connection.Execute($"DEALLOCATE {SqlText.Identifier(name)}", cancellation);
        return new("DEALLOCATE");
    }

    void Warn(string sqlState, string text) => session.Notice(new(Severity.Warning, sqlState, text));

    static SqlStatement Single(string text)
    {
        var parts = ScriptSplitter.Split(text, SqlDialect.Embedded);
        return parts is [var part] ? new(text, part) : throw new StatementException("42601", "a cursor is declared for one query");
    }

    sealed class Collected : IStatementOutput
    {
        public StatementResult? Result { get; private set; }

        public void Show(DuckDbResult result) => throw new SqlInferenceException(ErrorConditions.StatementNotSupported, "This statement gives no rows here.");

        public void Show(StatementResult result) => Result = result;

        public void Progress(string what, double fraction)
        {
            // Clients of this protocol have no place to show it.
        }
    }
}
