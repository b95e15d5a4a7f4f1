using System.Net;
using DurableTeams.Definitions;
using DurableTeams.Json;

namespace DurableTeams.Outbound;

/// <summary>Networks that are not public but may be called: CIDRs in <see cref="Setting"/>.</summary>
internal sealed class AllowedNetworks
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "DURABLETEAMS_ALLOWED_NETWORKS";

    private readonly List<IPNetwork> _networks = [];

    /// <summary>Reads the setting.</summary>
    /// <exception cref="SettingException">The setting is not a list of networks.</exception>
    public AllowedNetworks(IDefinitionEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        foreach (var text in (environment.Get(Setting) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(text, out var network)) _networks.Add(network);
            else if (IPAddress.TryParse(text, out var address))
                _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                else throw new SettingException(Setting, $"'{text}' is not a network such as 10.0.0.0/8 or fd00::/8.");
        }
    }

    /// <summary>
    /// Whether the address is in one of the networks; an IPv4-mapped address also counts as the address that it stands for.
    /// </summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var meant = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(network => network.Contains(meant));
    }
}
