using System.Net;

namespace DurableTeams.Tools.Mcp;

/// <summary>
/// Stands between the MCP client and the server. Sends a call's key as a header; records what became of the request (see
/// <see cref="McpExchange"/>); reads no more of an answer than <see cref="McpLimits"/> allows; and replaces an old server's
/// answer to <c>server/discover</c> by the one answer that makes the client fall back to <c>initialize</c>.
/// </summary>
internal sealed class McpHandler : DelegatingHandler
{
    private const string MethodHeader = "Mcp-Method";
    private const string SessionHeader = "Mcp-Session-Id";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.Headers.TryGetValues(MethodHeader, out var values) ? values.First() : null;
        if (method == "server/discover") return await DiscoverAsync(request, cancellationToken).ConfigureAwait(false);
        var exchange = method is "tools/call" or "tools/list" ? McpExchange.Current.Value : null;
        if (exchange?.IdempotencyKey is { } key)
            request.Headers.TryAddWithoutValidation(IdempotencyHeader.Name, IdempotencyHeader.Encode(key));
        exchange?.Sending();
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await TakeAsync(request, response, exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            exchange?.Broke(failure);
            throw;
        }
    }

    private static async Task<HttpResponseMessage> TakeAsync(
        HttpRequestMessage request, HttpResponseMessage response, McpExchange? exchange, CancellationToken cancellationToken)
    {
        try
        {
            var sessionGone = false;
            if (!response.IsSuccessStatusCode)
            {
                var body = await McpBodies.ReadErrorAsync(response.Content, cancellationToken).ConfigureAwait(false);
                McpBodies.Replace(response, new ByteArrayContent(body));
                sessionGone = request.Headers.Contains(SessionHeader) && IsSessionGone(response.StatusCode, body);
            }

            exchange?.Answered((int)response.StatusCode, response.Headers, sessionGone);
            if (response.IsSuccessStatusCode)
                await McpBodies.BoundAsync(request, response, exchange, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // Some servers answer 400 and say in words what the protocol says with 404.
    private static bool IsSessionGone(HttpStatusCode status, byte[] body) => status switch
    {
        HttpStatusCode.NotFound => true,
        HttpStatusCode.BadRequest =>
            System.Text.Encoding.UTF8.GetString(body).Contains("session", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private async Task<HttpResponseMessage> DiscoverAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await McpDiscovery.ReadAsync(request, response, cancellationToken).ConfigureAwait(false) ?? Older(request);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or McpLimitException
            && !NotSentCheck.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            return Older(request);
        }
    }

    private static HttpResponseMessage Older(HttpRequestMessage request) =>
        new(HttpStatusCode.BadRequest) { RequestMessage = request, Content = new ByteArrayContent([]) };
}
