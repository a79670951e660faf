using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Tests.Scoring;

namespace SqlInference.Inference.Tests.Remote;

/// <summary>A backend for a test's server, with connections of its own that retry without pause.</summary>
sealed class RemoteModel : IDisposable
{
    public static readonly RetryPolicy AtOnce = new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(50) };

    readonly RemoteConnections _connections;

    public RemoteModel(RemoteEndpoint endpoint, RemoteConnectionOptions? options = null, params string[] allowed)
    {
        _connections = new(new HostPolicy(allowed is [] ? ["127.0.0.1"] : allowed), options ?? new() { Retry = AtOnce });
        Backend = new(endpoint, _connections);
    }

    public RemoteBackend Backend { get; }

    /// <summary>An endpoint called 'scores' that takes numbers and gives one.</summary>
    public static RemoteEndpoint Endpoint(RemoteProtocol protocol, Uri url, ElementType output = ElementType.Float64, params ElementType[] inputs) => new()
    {
        Name = "scores",
        Protocol = protocol,
        Url = url,
        Signature = new(
            [.. (inputs is [] ? [ElementType.Float64] : inputs).Select((type, i) => new ModelInput(((char)('a' + i)).ToString(), type, AcceptsNull: true))],
            [new("prediction", output)]),
    };

    public async Task<IReadOnlyList<double?>> NumbersAsync(ColumnBatch rows, CancellationToken cancellation = default)
    {
        using var results = await RunAsync(rows, cancellation);
        return results[0]!.ToDoubles();
    }

    public async Task<IReadOnlyList<string?>> TextsAsync(ColumnBatch rows)
    {
        using var results = await RunAsync(rows);
        return results[0]!.ToTexts();
    }

    public async Task<T[]> ValuesAsync<T>(ColumnBatch rows) where T : unmanaged
    {
        using var results = await RunAsync(rows);
        return results[0]!.Span<T>().ToArray();
    }

    public async Task<ResultColumns> RunAsync(ColumnBatch rows, CancellationToken cancellation = default)
    {
        var results = new ResultColumns(1, 0);
        await Backend.RunAsync(rows, results, cancellation);
        return results;
    }

    /// <summary>The code and message with which the call fails.</summary>
    public async Task<string> FailureAsync(ColumnBatch rows)
    {
        var failure = await Assert.ThrowsAsync<SqlInferenceException>(async () => await RunAsync(rows));
        Assert.NotNull(failure.Hint);
        return $"{failure.Condition.Code}: {failure.Message}";
    }

    public void Dispose()
    {
        Backend.Dispose();
        _connections.Dispose();
    }
}
