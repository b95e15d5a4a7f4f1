namespace DurableTeams.Runs.Remote.A2A;

/// <summary>Where and how an agent is called.</summary>
/// <param name="Url">The address.</param>
/// <param name="IsRest">Whether the binding is HTTP+JSON, and not JSON-RPC.</param>
/// <param name="Tenant">The tenant that calls name; null for none.</param>
/// <param name="Streams">Whether the agent can stream.</param>
internal sealed record A2AEndpoint(Uri Url, bool IsRest, string? Tenant, bool Streams)
{
    /// <summary>The version of the protocol that is spoken.</summary>
    public const string Version = "1.0";

    private const string WellKnown = ".well-known/agent-card.json";

    /// <summary>The address of the card.</summary>
    public static Uri CardOf(string address)
    {
        var url = new Uri(address, UriKind.Absolute);
        if (url.AbsolutePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return url;
        var path = new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{WellKnown}" };
        return path.Uri;
    }

    /// <summary>
    /// The first address of a card that can be called. The agent's headers may hold secrets, so they go to the origin of the
    /// card only.
    /// </summary>
    /// <exception cref="A2AException">There is none.</exception>
    public static A2AEndpoint Of(A2ACard card, Uri at)
    {
        var versions = new List<string>();
        foreach (var one in card.SupportedInterfaces ?? [])
        {
            if (one.ProtocolBinding is not ("JSONRPC" or "HTTP+JSON")) continue;
            versions.Add(one.ProtocolVersion ?? "none");
            if (one.ProtocolVersion != Version
                && one.ProtocolVersion?.StartsWith($"{Version}.", StringComparison.Ordinal) != true)
                continue;
            if (!Uri.TryCreate(at, one.Url, out var url) || url.Scheme is not ("http" or "https"))
                throw new A2AException(A2AException.CardCode, "has an agent card whose address is none of HTTP");
            if (url.GetLeftPart(UriPartial.Authority) != at.GetLeftPart(UriPartial.Authority))
                throw new A2AException(
                    A2AException.CardCode,
                    $"has an agent card at {at.GetLeftPart(UriPartial.Authority)} that names another address, "
                        + $"{url.GetLeftPart(UriPartial.Authority)}; write the address of the card there as 'a2a'");
            return new A2AEndpoint(
                url, one.ProtocolBinding == "HTTP+JSON", string.IsNullOrEmpty(one.Tenant) ? null : one.Tenant,
                card.Capabilities?.Streaming == true);
        }

        throw new A2AException(A2AException.CardCode, versions.Count == 0
            ? "has an agent card without an address for JSONRPC or HTTP+JSON; A2A 1.0 over one of them is spoken"
            : $"has an agent card for A2A {string.Join(", ", versions.Distinct())}; {Version} is spoken");
    }
}
