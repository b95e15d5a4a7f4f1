using DurableTeams.Definitions;
using DurableTeams.Definitions.Remote;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>Finds agents by their cards. A card is read again after some minutes.</summary>
internal sealed class A2AAgents(A2AHttp http, IDefinitionEnvironment environment, TimeProvider time)
{
    private const int MaxKnown = 1_000;
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (A2AEndpoint Endpoint, long At)> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The host of an agent, as people may see it.</summary>
    public string HostOf(RemoteDefinition remote) => CardOf(remote).Host;

    /// <summary>A client for the agent, and whether it streams.</summary>
    /// <exception cref="A2AException">The card is not there, or cannot be used.</exception>
    /// <exception cref="DefinitionException">A variable is not set.</exception>
    public async Task<(A2AClient Client, bool Streams)> OpenAsync(
        RemoteDefinition remote, string traceparent, CancellationToken cancellationToken)
    {
        var card = CardOf(remote);
        var headers = (remote.Headers ?? []).Select(header => KeyValuePair.Create(
            header.Key, EnvironmentReferences.Expand(header.Value, environment))).ToList();
        var endpoint = await EndpointAsync(card, headers, cancellationToken);
        return (new A2AClient(http, endpoint, [.. headers, new("traceparent", traceparent)]), endpoint.Streams);
    }

    private async Task<A2AEndpoint> EndpointAsync(
        Uri card, List<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(card.AbsoluteUri, out var known) && time.GetElapsedTime(known.At) < Known)
                return known.Endpoint;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, card);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("A2A-Version", A2AEndpoint.Version);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        A2AEndpoint read;
        try
        {
            read = A2AEndpoint.Of(A2AHttp.Read<A2ACard>(await http.CallAsync(request, Limit, cancellationToken)), card);
        }
        catch (A2AException exception)
        {
            // Nothing was asked of the agent yet.
            throw new A2AException(A2AException.CardCode, exception.Code == A2AException.CardCode
                ? exception.Message
                : $"has no agent card that can be read: it {exception.Message}")
            {
                Passes = exception.Passes, Unsent = true, RetryAfter = exception.RetryAfter,
            };
        }

        lock (_gate)
        {
            if (_known.Count >= MaxKnown) _known.Clear();
            _known[card.AbsoluteUri] = (read, time.GetTimestamp());
        }

        return read;
    }

    private Uri CardOf(RemoteDefinition remote) => A2AEndpoint.CardOf(EnvironmentReferences.Expand(remote.A2A!, environment));
}
