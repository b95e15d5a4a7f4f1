using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace DurableTeams.FunctionsHost.Http;

/// <summary>
/// Forwards requests to the worker's own server, as they are, with the invocation they belong to. Their <c>traceparent</c> is
/// the host's, one for all of them: so it is on the real host, where it is that of some ambient activity.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private const string Correlation = "x-ms-invocation-id";
    private static readonly string Ambient = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
    private static readonly HashSet<string> Ours = new(
    [
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TraceParent", "TraceState", Correlation
    ], StringComparer.OrdinalIgnoreCase);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>Forwards one; returns when its answer is written.</summary>
    public async Task ForwardAsync(HttpContext context, Uri worker, string invocationId, CancellationToken cancellationToken)
    {
        using var message = Message(context, worker, invocationId);
        using var answer = await _http.SendAsync(message, cancellationToken);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!Ours.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.StartAsync(cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Message(HttpContext context, Uri worker, string invocationId)
    {
        // The path as it came: an escaped slash stays one.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(worker, target))
        {
            Version = new Version(1, 1),
        };
        var hasBody = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        if (hasBody) message.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (Ours.Contains(name)) continue;
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()) && message.Content is { } content)
                content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        message.Headers.TryAddWithoutValidation(Correlation, invocationId);
        message.Headers.TryAddWithoutValidation("traceparent", Ambient);
        return message;
    }
}
