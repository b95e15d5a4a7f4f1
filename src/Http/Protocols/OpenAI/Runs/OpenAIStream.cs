using System.Text.Json.Nodes;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>An answer as server-sent events: what both addresses share.</summary>
internal abstract partial class OpenAIStream : IResult
{
    /// <summary>Writes it.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await PrepareAsync(ends.Token);
            var response = httpContext.Response;
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "no-cache, no-store";
            response.Headers["X-Accel-Buffering"] = "no";
            if (!HttpMethods.IsHead(httpContext.Request.Method)) await TellAsync(response, ends.Token);
        }
        catch (Exception exception) when (httpContext.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException)
        {
            // The client left; the run goes on.
        }
        catch (Exception exception) when (httpContext.Response.HasStarted)
        {
            await BreakOffAsync(httpContext, exception, stopping);
        }
    }

    /// <summary>Reads what is needed before the first byte.</summary>
    protected abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Tells the run.</summary>
    protected abstract Task TellAsync(HttpResponse response, CancellationToken cancellationToken);

    /// <summary>Why the answer broke off, as an event.</summary>
    protected abstract JsonObject Broken(string code, string message);

    private async Task BreakOffAsync(HttpContext http, Exception exception, CancellationToken stopping)
    {
        const string again = "The run goes on; read it again.";
        var why = exception switch
        {
            StoreUnavailableException =>
                Broken("storageUnavailable", "The storage cannot be reached at the moment. " + again),
            OperationCanceledException when stopping.IsCancellationRequested =>
                Broken("hostStopping", "The host stops. " + again),
            _ => Broken("internal", "The host failed to tell this run; its log says why. " + again),
        };
        if (exception is not (StoreUnavailableException or OperationCanceledException))
            LogFailure(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http"), exception);
        try
        {
            await DataFrames.SendAsync(http.Response, [why], CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is there any more.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A run could not be told to a client of OpenAI's API")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
