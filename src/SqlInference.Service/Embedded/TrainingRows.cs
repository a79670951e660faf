using SqlInference.Engines.DuckDb;
using SqlInference.Inference.Columns;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Embedded;

/// <summary>The rows of a training query, which a session of the database runs.</summary>
static class TrainingRows
{
    /// <param name="table">Has them already; null where the query is to be run.</param>
    public static void Read(DuckDbConnection session, TrainingRun training, string? table, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, training.Stopped);
        try
        {
            Send(session, training, table is null ? training.Query : $"SELECT * FROM {SqlText.Identifier(table)}", stop.Token);
            training.End();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            training.ThrowIfStopped();
            throw;
        }
    }

    static void Send(DuckDbConnection session, TrainingRun training, string query, CancellationToken cancellation)
    {
        using var rows = Query(session, query, cancellation);
        training.Describe(TrainingColumns.Of(rows));
        var batch = new ColumnBatch(rows.Columns.Count);
        while (Read(rows))
        {
            batch.RowCount = rows.RowCount;
            for (var column = 0; column < batch.ColumnCount; column++)
                batch[column] = rows.View(column);
            training.Add(batch);
        }
    }

    static DuckDbResult Query(DuckDbConnection session, string query, CancellationToken cancellation)
    {
        try
        {
            return session.Query(query, cancellation);
        }
        catch (DuckDbException exception)
        {
            throw TrainingFailure.Of(exception);
        }
    }

    static bool Read(DuckDbResult rows)
    {
        try
        {
            return rows.Read();
        }
        catch (DuckDbException exception)
        {
            throw TrainingFailure.Of(exception);
        }
    }
}
