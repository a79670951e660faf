using System.Net.Sockets;
using SqlInference.Errors;

namespace SqlInference.Server.Hosting;

/// <summary>The files of unix sockets, which outlive the process that listened on them.</summary>
static class SocketFiles
{
    /// <summary>Removes a socket that nobody listens on any more; refuses one that somebody does, and files of other kinds.</summary>
    public static void RemoveStale(string path)
    {
        if (!Path.Exists(path))
            return;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            throw Unusable(path, "something that is no socket is there");
        }

        throw Unusable(path, "another process listens on it");
    }

    // Other files refuse connections just so, but can be opened.
    static bool IsSocket(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    static SqlInferenceException Unusable(string path, string why) => new(ErrorConditions.AddressUnusable,
        $"The service cannot listen on unix:{path}: {why}.", "Name another path with --listen, or end what uses this one.");
}
