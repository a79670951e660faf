using System.Globalization;
using SqlInference.Engines.DuckDb;
using SqlInference.PostgresWire.Copying;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Errors;
using SqlInference.Sidecar.Sessions;

namespace SqlInference.Sidecar.Copying;

/// <summary>COPY … FROM STDIN: rows are inserted batch by batch, all of them or none.</summary>
sealed class CopyIn(SessionContext session, CopyStatement copy)
{
    const int BatchRows = 20_000, BatchCharacters = 16 << 20;

    readonly CopyOptions _options = copy.Options;
    long _rows;

    public async ValueTask<string> RunAsync(CancellationToken cancellation)
    {
        var columns = Columns();
        var insert = session.Connection.Prepare(Insert(columns));
        var isOwnTransaction = !session.Transaction.IsOpen;
        if (isOwnTransaction)
            session.Transaction.Begin(isReadOnly: false, isImplicit: true);
        session.Transaction.CountStatement();
        session.Output.Write(new CopyResponse(IsToClient: false, _options.Format == CopyFormat.Binary ? ValueFormat.Binary : ValueFormat.Text, columns.Count));
        if (!await session.Output.FlushAsync(cancellation).ConfigureAwait(false))
            throw new ClientGoneException();
        await ReadAsync(columns, insert, cancellation).ConfigureAwait(false);
        if (isOwnTransaction)
            session.Transaction.Commit();
        return string.Create(CultureInfo.InvariantCulture, $"COPY {_rows}");
    }

    IReadOnlyList<DuckDbColumn> Columns()
    {
        var names = copy.Columns is { } columns ? string.Join(", ", columns.Select(SqlText.Identifier)) : "*";
        return session.Connection.Describe($"SELECT {names} FROM {copy.Table}").Columns;
    }

    string Insert(IReadOnlyList<DuckDbColumn> columns) =>
        $"INSERT INTO {copy.Table} ({string.Join(", ", columns.Select(column => SqlText.Identifier(column.Name)))}) " +
        $"SELECT {string.Join(", ", columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"CAST(unnest(${i + 1}::VARCHAR[]) AS {column.Type.Name})")))}";

    async ValueTask ReadAsync(IReadOnlyList<DuckDbColumn> columns, DuckDbStatement insert, CancellationToken cancellation)
    {
        CopyInput input = _options.Format switch
        {
            CopyFormat.Binary => new BinaryCopyInput(),
            CopyFormat.Csv => new CsvCopyInput(_options),
            _ => new TextCopyInput(_options),
        };
        var batch = new Batch(columns);
        var row = new List<CopyValue>();
        while (true)
        {
            var message = await session.Input.ReadAsync(cancellation).ConfigureAwait(false) ?? throw new ClientGoneException();
            var isDone = Take(message, input);
            while (input.TryRead(row))
            {
                _rows++;
                batch.Add(row, _rows);
                if (batch.Rows >= BatchRows || batch.Characters >= BatchCharacters)
                    batch.InsertBy(insert, cancellation);
            }

            if (!isDone)
                continue;
            batch.InsertBy(insert, cancellation);
            return;
        }
    }

    /// <summary>Whether that was the end.</summary>
    static bool Take(Message message, CopyInput input)
    {
        switch (message.Frontend)
        {
            case FrontendCode.CopyData:
                input.Append(message.Payload.Span);
                return false;
            case FrontendCode.CopyDone:
                input.Complete();
                return true;
            case FrontendCode.CopyFail:
                throw new StatementException("57014", $"COPY from stdin failed: {message.Reader().ReadText()}");
            // Sent by clients that do not know yet that they are in a COPY.
            case FrontendCode.Flush or FrontendCode.Sync:
                return false;
            default:
                throw WireException.Violation($"unexpected message type 0x{message.Code:X2} during COPY from stdin");
        }
    }

    /// <summary>Rows that wait to be inserted, column by column.</summary>
    sealed class Batch(IReadOnlyList<DuckDbColumn> columns)
    {
        readonly List<string?>[] _columns = [.. columns.Select(_ => new List<string?>())];

        public int Rows => _columns.Length == 0 ? 0 : _columns[0].Count;

        public long Characters { get; private set; }

        public void Add(List<CopyValue> row, long number)
        {
            if (row.Count != _columns.Length)
            {
                throw new StatementException(SqlStates.BadCopyFileFormat, row.Count < _columns.Length
                    ? $"missing data for column \"{columns[row.Count].Name}\""
                    : "extra data after last expected column", detail: $"In row {number}.");
            }

            for (var i = 0; i < row.Count; i++)
            {
                var text = row[i].IsNull ? null : EngineText.Of(row[i], columns[i].Type);
                Characters += text?.Length ?? 0;
                _columns[i].Add(text);
            }
        }

        public void InsertBy(DuckDbStatement insert, CancellationToken cancellation)
        {
            if (Rows == 0)
                return;
            insert.Execute(_columns, cancellation);
            Characters = 0;
            foreach (var column in _columns)
                column.Clear();
        }
    }
}
