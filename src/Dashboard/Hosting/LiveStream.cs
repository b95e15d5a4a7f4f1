using System.Text;
using DurableTeams.Errors;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>
/// What a page is told while it is open, as server-sent events; a comment every 15 seconds keeps proxies from closing it.
/// </summary>
internal sealed class LiveStream(Func<CancellationToken, IAsyncEnumerable<LiveFrame>> frames) : IResult
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(response, ": open\n\n", ended.Token);
            await SendAsync(response, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException
            or StoreUnavailableException or ApiException)
        {
            // The reader went, the host stops, the storage is away, or what is followed was deleted: the page connects again,
            // and is told then.
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await using var reader = new AheadReader<LiveFrame>(frames, cancellationToken);
        while (true)
        {
            while (!await reader.IsReadyAsync(Task.Delay(Beat, cancellationToken)))
                await WriteAsync(response, ": still here\n\n", cancellationToken);
            if (!await reader.MoveNextAsync()) break;
            await WriteAsync(response, TextOf(reader.Current), cancellationToken);
        }

        await WriteAsync(response, "event: end\ndata: {}\n\n", cancellationToken);
    }

    private static string TextOf(LiveFrame frame)
    {
        var id = frame.Id is null ? "" : $"id: {frame.Id}\n";
        return $"{id}event: {frame.Name}\ndata: {frame.Data}\n\n";
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
