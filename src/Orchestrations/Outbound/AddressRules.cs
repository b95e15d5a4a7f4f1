using System.Net;

namespace DurableTeams.Outbound;

/// <summary>Which IP addresses are on the public internet, and the names of the ranges that are not.</summary>
internal static class AddressRules
{
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    private static readonly (IPNetwork Network, string What)[] Special =
    [
        .. new (string, string)[]
        {
            ("0.0.0.0/8", "unspecified"),
            ("10.0.0.0/8", "private"),
            ("100.64.0.0/10", "shared by a carrier (CGNAT)"),
            ("127.0.0.0/8", "loopback"),
            ("168.63.129.16/32", "the cloud platform's own"),
            ("169.254.0.0/16", "link-local"),
            ("172.16.0.0/12", "private"),
            ("192.0.0.0/24", "reserved"),
            ("192.0.2.0/24", "for documentation"),
            ("192.88.99.0/24", "reserved"),
            ("192.168.0.0/16", "private"),
            ("198.18.0.0/15", "for benchmarks"),
            ("198.51.100.0/24", "for documentation"),
            ("203.0.113.0/24", "for documentation"),
            ("224.0.0.0/4", "multicast"),
            ("240.0.0.0/4", "reserved"),
            ("::/128", "unspecified"),
            ("::1/128", "loopback"),
            ("fc00::/7", "unique-local"),
            ("fe80::/10", "link-local"),
            ("ff00::/8", "multicast"),
            ("2001::/23", "reserved"),
            ("2001:db8::/32", "for documentation"),
            ("2002::/16", "an IPv4 address in a tunnel (6to4)"),
            ("3fff::/20", "for documentation"),
        }.Select(range => (IPNetwork.Parse(range.Item1), range.Item2)),
    ];

    /// <summary>The name of the range of an address that is not public; null where the address is public.</summary>
    public static string? NotPublic(IPAddress address)
    {
        // Networks treat a mapped address as the address that it stands for; no resolver has a reason to answer with one.
        if (address.IsIPv4MappedToIPv6) return "IPv4-mapped";
        // The address behind a translator (NAT64) is the one that is reached.
        if (Translated.Contains(address)) return NotPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        foreach (var (network, what) in Special)
        {
            if (network.Contains(address)) return what;
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && !Unicast.Contains(address)
            ? "reserved"
            : null;
    }
}
