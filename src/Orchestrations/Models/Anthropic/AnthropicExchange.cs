using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Models.Providers;

namespace DurableTeams.Models.Anthropic;

/// <summary>What the SDK leaves open on the wire: one API version, and failures with the wait that the API asks for.</summary>
internal sealed class AnthropicExchange(string? secret) : DelegatingHandler
{
    private const string VersionHeader = "anthropic-version";

    // The last version that takes a temperature; the SDK's own refuses requests that carry one.
    private const string SamplingVersion = "2023-06-01";

    /// <summary>The headers that a body needs beside the SDK's own.</summary>
    public static Dictionary<string, JsonElement> Headers(JsonObject body) =>
        body.ContainsKey("temperature") || body.ContainsKey("top_p")
            ? new() { [VersionHeader] = JsonSerializer.SerializeToElement(SamplingVersion) }
            : [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The SDK adds a second value to its own.
        if (request.Headers.TryGetValues(VersionHeader, out var versions) && versions.LastOrDefault() is { } version)
        {
            request.Headers.Remove(VersionHeader);
            request.Headers.TryAddWithoutValidation(VersionHeader, version);
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            throw await ProviderError.FromResponseAsync(response, secret, cancellationToken).ConfigureAwait(false);
        }
    }
}
