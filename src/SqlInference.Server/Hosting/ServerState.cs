namespace SqlInference.Server.Hosting;

/// <summary>Whether the server wants new requests; health checks and load balancers ask.</summary>
sealed class ServerState
{
    volatile bool _stopping;

    public bool IsReady => !_stopping;

    public void Stop() => _stopping = true;
}
