using System.Net;
using System.Net.Sockets;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// Opens connections to allowed hosts only, and to exactly the addresses that were looked at: a name that resolves
/// differently a moment later changes nothing.
/// </summary>
sealed class GuardedConnector(HostPolicy policy, HostResolver resolver)
{
    /// <summary>The endpoint's name, on a request.</summary>
    public static readonly HttpRequestOptionsKey<string> EndpointKey = new("endpoint");

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var request = context.InitialRequestMessage;
        var endpoint = request.Options.TryGetValue(EndpointKey, out var name) ? name : "";
        var entry = policy.Match(endpoint, request.RequestUri!);
        var addresses = await AllowedAddressesAsync(endpoint, context.DnsEndPoint.Host, entry, cancellation).ConfigureAwait(false);
        return await ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
    }

    async Task<IPAddress[]> AllowedAddressesAsync(string endpoint, string host, AllowedHost entry, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolver(host, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            // One bad address among good ones is a trap, not a choice.
            if (AddressRules.WhyNot(address, entry.IsLoopback) is { } why)
            {
                throw HostPolicy.Refused(endpoint, $"the host {host} leads to {address}, {why}",
                    "Point the endpoint to the host that serves the model.");
            }
        }

        return addresses;
    }

    static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        // SocketsHttpHandler would try them in this order too; one after the other, each with its own socket.
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], port, cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
