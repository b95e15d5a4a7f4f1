using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace DurableTeams.Outbound;

/// <summary>
/// Calls addresses under the rules of <see cref="OutboundGuard"/>: no proxy, no redirects, no cookies, a connection of its own
/// for each call. Callers bound the time, and what they read.
/// </summary>
internal sealed class OutboundHttp(OutboundGuard guard) : IDisposable
{
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = Invoker(guard);

    /// <summary>Sends a request; returns when the headers of the answer are there.</summary>
    /// <exception cref="OutboundRefusedException">The address may not be called.</exception>
    /// <exception cref="HttpRequestException">There was no answer that is HTTP.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        OutboundGuard.Check(request.RequestUri!);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("DurableTeams", "1"));
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>What makes the calls.</summary>
    internal static HttpMessageInvoker Invoker(OutboundGuard guard) => new(new SocketsHttpHandler
    {
        ConnectCallback = guard.ConnectAsync,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = Connecting,
        // A connection that stayed open would outlive the check of its address.
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });
}
