using System.Net.Http.Headers;
using DurableTeams.Json;

namespace DurableTeams.Outbound;

/// <summary>
/// Posts to addresses under the rules of <see cref="OutboundGuard"/>: no proxy, no redirects, no cookies, a connection of its
/// own, ten seconds in all. Of the answer the status counts, and its body only where the caller wants it. One call is one
/// attempt. Timers of an orchestration make the next attempts, since such timers outlive the process and those of a resilience
/// handler would not.
/// </summary>
internal sealed class OutboundSender : IDisposable
{
    /// <summary>How long a call may take, from the name's resolution to the answer's end.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(10);

    private const int MaxBody = 64 * 1024;

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;

    /// <summary>Makes the sender.</summary>
    public OutboundSender(OutboundGuard guard, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(guard);
        _time = time;
        _http = OutboundHttp.Invoker(guard);
    }

    /// <summary>Posts JSON once.</summary>
    /// <param name="address">The address.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">Headers besides those of the body.</param>
    /// <param name="mediaType">The media type of the body.</param>
    /// <param name="keep">Bytes of the answer's body that the caller wants; a longer body is dropped.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="OutboundRefusedException">The address may not be called.</exception>
    /// <exception cref="HttpRequestException">There was no answer in time, or none that is HTTP.</exception>
    public async Task<OutboundAnswer> PostAsync(
        Uri address, byte[] json, IEnumerable<KeyValuePair<string, string>> headers, string mediaType = "application/json",
        int keep = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(headers);
        OutboundGuard.Check(address);
        using var limit = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("DurableTeams", "1"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var body = await DrainAsync(response.Content, keep, either.Token);
            return new OutboundAnswer(
                (int)response.StatusCode, RetryAfterHeader.Of(response.Headers, _time.GetUtcNow())) { Body = body };
        }
        catch (HttpRequestException exception) when (exception.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"There was no answer within {Duration.Format(Limit)}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Reads the rest of the answer within bounds, so that the other side can finish; what the caller does not want is dropped.
    /// </summary>
    private static async Task<byte[]?> DrainAsync(HttpContent content, int keep, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            var most = Math.Max(MaxBody, keep + 1);
            var body = new byte[most];
            var read = await stream.ReadAtLeastAsync(body, most, throwOnEndOfStream: false, cancellationToken);
            return read > 0 && read <= keep ? body[..read] : null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status is known already.
            return null;
        }
    }
}

/// <summary>The answer of the other side.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfter">How long the other side asks to wait before the next call.</param>
internal sealed record OutboundAnswer(int Status, TimeSpan? RetryAfter)
{
    /// <summary>The body; null where the caller did not want it, and where it is empty, too long or broke off.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether the other side accepted the call.</summary>
    public bool Accepted => Status is >= 200 and <= 299;
}
