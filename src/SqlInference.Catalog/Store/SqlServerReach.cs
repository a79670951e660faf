using System.Globalization;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;

namespace SqlInference.Catalog.Store;

/// <summary>
/// Whether anybody listens where a SQL Server is to be. The driver tries for as long as its timeout where a port is closed, and does not say that it is.
/// </summary>
public static class SqlServerReach
{
    /// <summary>Why nobody can be reached; null where somebody can, or where the address does not name a port.</summary>
    public static string? WhyNot(string connectionString)
    {
        var settings = new SqlConnectionStringBuilder(connectionString);
        var source = settings.DataSource.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? settings.DataSource[4..] : settings.DataSource;
        if (source.Split(',') is not [var host, var text] || host.Contains('\\', StringComparison.Ordinal) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return null;
        using var patience = new CancellationTokenSource(settings.ConnectTimeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.ConnectTimeout));
        try
        {
            using var client = new TcpClient();
            client.ConnectAsync(host, port, patience.Token).AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {settings.ConnectTimeout} s");
        }
    }
}
