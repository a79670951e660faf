using System.Net;
using System.Net.Sockets;

namespace SqlInference.Inference.Remote.Connections;

/// <summary>
/// Which addresses may be connected to after a name has been resolved. Never: link-local ones, where clouds keep the
/// credentials of machines, other clouds' metadata addresses, and what is no single host. Loopback only for an
/// allow-list entry that names it. Private ranges are fine: their host is on the list, and most model servers live there.
/// </summary>
static class AddressRules
{
    static readonly IPNetwork[] Never =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        // Metadata and agents of Alibaba, Oracle and Azure.
        IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("192.0.0.192/32"), IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"),
        // Tunnels whose other end cannot be told from the address.
        IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("2001::/32"),
        // Metadata of AWS and Google by IPv6.
        IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("fd20:ce::/32"),
    ];

    // Ranges whose addresses carry an IPv4 address, and where in their 16 bytes it stands.
    static readonly (IPNetwork Range, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("::ffff:0:0:0/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>Null where the address may be used; else what is wrong with it.</summary>
    public static string? WhyNot(IPAddress address, bool loopbackAllowed)
    {
        address = Innermost(address);
        if (IPAddress.IsLoopback(address))
            return loopbackAllowed ? null : "this machine itself, which the list of allowed hosts does not name";
        return Array.Exists(Never, range => range.BaseAddress.AddressFamily == address.AddressFamily && range.Contains(new IPAddress(address.GetAddressBytes())))
            ? "a link-local, metadata or otherwise reserved address" : null;
    }

    /// <summary>The IPv4 address within an IPv6 one, where it is only wrapped.</summary>
    static IPAddress Innermost(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.Equals(IPAddress.IPv6Loopback) || address.Equals(IPAddress.IPv6Any))
            return address;

        // The zone of an address is no part of a range.
        var bytes = address.GetAddressBytes();
        foreach (var (range, offset) in Carriers)
        {
            if (range.Contains(new IPAddress(bytes)))
                return new IPAddress(bytes.AsSpan(offset, 4));
        }

        return address;
    }
}
