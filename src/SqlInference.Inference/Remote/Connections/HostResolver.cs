using System.Net;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>Finds the addresses of a host.</summary>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellation);
