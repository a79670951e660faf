using System.Net;

namespace SqlInference.Server.Configuration;

/// <summary>What the configuration says of PostgreSQL's protocol in front of the embedded engine.</summary>
/// <param name="Listen">Empty where it is not wanted.</param>
/// <param name="Folders">Where its clients may read and write files.</param>
/// <param name="Log">Which statements are logged: off, errors or all.</param>
public sealed record SidecarSettings(
    IReadOnlyList<IPEndPoint> Listen, bool TrustsThisMachine, IReadOnlyList<string> Folders, int MaxConnections, string Log, bool LogsParameters)
{
    public bool IsWanted => Listen.Count > 0;

    internal static SidecarSettings Read(SettingReader reader)
    {
        var addresses = new List<IPEndPoint>();
        foreach (var text in reader.List(Settings.Sidecar) ?? [])
        {
            if (AddressOf(text) is { } address)
                addresses.Add(address);
            else
                reader.Wrong(Settings.Sidecar, $"has '{text}', which is not an address; write 127.0.0.1:5433, 0.0.0.0:5433, [::]:5433 or :5433");
        }

        var trusts = reader.Flag(Settings.SidecarTrust);
        if (trusts && addresses.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is { } open)
            reader.Wrong(Settings.SidecarTrust, $"is true, but other machines reach the address {open}: listen on 127.0.0.1, or let clients log in by token");
        return new(addresses, trusts, [.. (reader.List(Settings.SidecarFolders) ?? []).Select(Path.GetFullPath)], reader.WholeNumber(Settings.SidecarConnections, 1, 100_000),
            reader.OneOf(Settings.SidecarLog, "off", "errors", "all"), reader.Flag(Settings.SidecarLogParameters));
    }

    // A port alone is for this machine.
    static IPEndPoint? AddressOf(string text)
    {
        if (text.StartsWith(':'))
            text = $"127.0.0.1{text}";
        if (text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase))
            text = $"127.0.0.1{text[9..]}";
        return text.LastIndexOf(':') > text.LastIndexOf(']') && IPEndPoint.TryParse(text, out var address) ? address : null;
    }
}
