using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Gateway;

/// <summary>What the gateway would be if it read nothing: the limit of passing on. A process of its own.</summary>
static class BlindRelay
{
    public const string Argument = "relay";

    /// <summary>Leads from a port to a unix socket, until the process is killed.</summary>
    public static void Run(string[] args)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)));
        listener.Listen();
        Console.WriteLine("ready");
        while (true)
            _ = PassAsync(listener.Accept(), args[1]);
    }

    static async Task PassAsync(Socket client, string to)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(new UnixDomainSocketEndPoint(to));
            await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
        }
    }

    static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[32 << 10];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (SocketException)
        {
        }
    }
}
