using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>
/// A connection with a thread that receives. Small requests are answered on it; others by the thread pool, so that the thread
/// goes on to hear whether the client hangs up, which otherwise <see cref="Watch"/> does.
/// </summary>
sealed class LocalConnection : DefaultConnectionContext
{
    const int SmallBytes = 4096;
    const int MostBytes = 256 * 1024;
    const int SendBytes = 128 * 1024;
    const int MostUnread = 1024 * 1024;

    static long Counted;

    readonly LocalSocket _socket;
    readonly BriefPolling _polling;
    readonly PollingGauge _gauge = new();
    readonly ShortTurns _turns = new();
    readonly Pipe _input;
    readonly Pipe _output;
    readonly CancellationTokenSource _closed = new();
    readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task _sent = Task.CompletedTask;
    bool _isLarge;

    public LocalConnection(Socket socket, BriefPolling polling)
        : base($"local{Interlocked.Increment(ref Counted)}")
    {
        _socket = new(socket);
        _polling = polling;
        _input = new(new(readerScheduler: _turns, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: MostUnread, resumeWriterThreshold: MostUnread / 2, useSynchronizationContext: false));
        _output = new(new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.ThreadPool, minimumSegmentSize: SendBytes, useSynchronizationContext: false));
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Transport = new Duplex(_input.Reader, _output.Writer);
    }

    /// <param name="ended">Called when its thread has ended.</param>
    /// <exception cref="OutOfMemoryException">The system gives no thread.</exception>
    public void Start(Action<LocalConnection> ended)
    {
        new Thread(() => ReceiveAll(ended)) { IsBackground = true, Name = "local connection" }.Start();
        _sent = SendAllAsync();
    }

    /// <summary>Cancels what the connection's own thread has been computing for long, where nobody waits for it any more.</summary>
    public void Watch()
    {
        try
        {
            if (_turns.IsLong && _socket.HasHungUp)
                Close();
        }
        catch (ObjectDisposedException)
        {
            // It came to its end meanwhile.
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _socket.Shutdown();
        _output.Reader.CancelPendingRead();
    }

    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync().ConfigureAwait(false);
        await _output.Writer.CompleteAsync().ConfigureAwait(false);
        await _sent.ConfigureAwait(false);
        await _received.Task.ConfigureAwait(false);
        _socket.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    void ReceiveAll(Action<LocalConnection> ended)
    {
        Exception? failure = null;
        try
        {
            while (Receive() is > 0 and var bytes && Hand(bytes))
            {
            }
        }
        catch (SocketException exception)
        {
            failure = new ConnectionResetException(exception.Message, exception);
        }

        _input.Writer.Complete(failure);
        Close();
        ended(this);
        _received.SetResult();
    }

    /// <summary>Tells that the client is gone. Whoever is called back may take long, and nobody here waits for that.</summary>
    void Close() => ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);

    /// <returns>How many bytes have been received; 0 at the end.</returns>
    int Receive()
    {
        // Where much has come there is probably more; otherwise the client waits for its answer first.
        if (!_isLarge)
            WaitForBytes();
        var room = _isLarge ? MostBytes : SmallBytes;
        int received;
        while ((received = _socket.Receive(_input.Writer.GetSpan(room)[..room])) < 0)
            _socket.Wait();
        _isLarge = received >= SmallBytes;
        return received;
    }

    void WaitForBytes()
    {
        if (_turns.WasShort && _gauge.ShouldPoll())
        {
            var hasBytes = _polling.Poll(_socket);
            _gauge.Saw(hasBytes);
            if (hasBytes)
                return;
        }

        _socket.Wait();
    }

    /// <summary>Hands bytes to whoever reads them; false where nobody does any more.</summary>
    bool Hand(int bytes)
    {
        _input.Writer.Advance(bytes);
        _turns.Begin(isShort: !_isLarge);
        var flush = _input.Writer.FlushAsync();
        _turns.End();
        var result = flush.IsCompleted ? flush.GetAwaiter().GetResult() : flush.AsTask().GetAwaiter().GetResult();
        return !result.IsCompleted && !result.IsCanceled;
    }

    async Task SendAllAsync()
    {
        Exception? failure = null;
        try
        {
            while (await SendNextAsync().ConfigureAwait(false))
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            failure = new ConnectionResetException(exception.Message, exception);
        }

        _socket.Shutdown();
        await _output.Reader.CompleteAsync(failure).ConfigureAwait(false);
    }

    async ValueTask<bool> SendNextAsync()
    {
        var read = await _output.Reader.ReadAsync().ConfigureAwait(false);
        if (read.IsCanceled)
            return false;
        foreach (var segment in read.Buffer)
            await _socket.SendAsync(segment).ConfigureAwait(false);
        _output.Reader.AdvanceTo(read.Buffer.End);
        return !read.IsCompleted;
    }

    sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
