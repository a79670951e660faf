using System.Net;
using System.Net.Sockets;

namespace SqlInference.TestKit;

public static class FreePort
{
    /// <summary>A port of this machine that nobody listens on just now.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
