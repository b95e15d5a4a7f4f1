using DurableTeams.Telemetry;

namespace DurableTeams.Models.Providers;

/// <summary>The connections to model providers.</summary>
internal static class ProviderConnections
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>
    /// A client that follows no redirects and reads each answer whole, up to 16 MiB; event streams are read as they come, as far.
    /// It has no timeout of its own; its callers have.
    /// </summary>
    public static HttpClient Create()
    {
        var connections = new SocketsHttpHandler
        {
            // The clients live as long as the host; addresses of servers may change meanwhile.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // A redirect would take the key and the conversation to another address.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        return new HttpClient(new AnswerLimit(MaxAnswerBytes) { InnerHandler = new TraceHeader { InnerHandler = connections } })
        {
            Timeout = Timeout.InfiniteTimeSpan
        };
    }

    /// <summary>Reads each answer whole, up to a bound; the SDKs themselves have none.</summary>
    private sealed class AnswerLimit(long bytes) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                response.Content = new BoundedContent(response.Content, bytes);
                return response;
            }

            try
            {
                await response.Content.LoadIntoBufferAsync(bytes, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
