using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;

namespace SqlInference.Service.Remote;

/// <summary>A credential of the configuration.</summary>
/// <param name="Hosts">Where it may be used; nowhere else, whatever endpoints are made.</param>
public sealed record RemoteCredential(IRequestCredential Credential, HostPolicy Hosts);
