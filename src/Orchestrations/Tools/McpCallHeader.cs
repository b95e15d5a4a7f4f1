namespace DurableTeams.Tools;

/// <summary>Sends a call's idempotency key as a header; the MCP client knows headers of a server only, not of a call.</summary>
internal sealed class McpCallHeader : DelegatingHandler
{
    /// <summary>The key of the call that is being made, where one is.</summary>
    public static readonly AsyncLocal<string?> Key = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Key.Value is { } key) request.Headers.TryAddWithoutValidation(HttpToolRequest.KeyHeader, IdempotencyHeader.Encode(key));
        return base.SendAsync(request, cancellationToken);
    }
}
