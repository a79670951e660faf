using System.Net;
using System.Net.Http.Headers;
using SqlInference.Engines.SqlServer;

namespace SqlInference.Service.SqlServer;

/// <summary>
/// The rows of a training query as the body of a request, sent as they are read. While the server keeps them waiting, the service
/// is given a sign of life.
/// </summary>
sealed class TrainingContent : HttpContent
{
    static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(20);

    readonly TrainingRows _rows;
    readonly Lock _gate = new();
    bool _isComplete;

    public TrainingContent(TrainingRows rows)
    {
        _rows = rows;
        Headers.ContentType = new MediaTypeHeaderValue("application/vnd.sqlinference.columns");
    }

    /// <summary>Why the rows could not be read; null where they could.</summary>
    public Exception? Failure { get; private set; }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            var writer = new ColumnStreamWriter(stream, _rows.Columns);
            using (new Timer(_ => Flush(writer), null, SignOfLife, SignOfLife))
            {
                while (_rows.Read())
                {
                    lock (_gate)
                        writer.Add(_rows.Row);
                }
            }

            lock (_gate)
            {
                _isComplete = true;
                writer.End();
            }
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.Run(() => SerializeToStream(stream, context, CancellationToken.None));

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rows.Dispose();
        base.Dispose(disposing);
    }

    void Flush(ColumnStreamWriter writer)
    {
        lock (_gate)
        {
            if (_isComplete)
                return;
            try
            {
                writer.Flush();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The request has ended, as whoever reads the rows is told.
            }
        }
    }
}
