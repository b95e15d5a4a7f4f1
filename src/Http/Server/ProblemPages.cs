using DurableTeams.Http.Answers;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http.Server;

/// <summary>
/// Gives a body to what the server itself answers without one: unknown addresses, wrong methods, requests that cannot be read.
/// </summary>
internal sealed partial class ProblemPages(RequestDelegate next, ILogger<ProblemPages> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Deliberately everything: whatever escapes is answered with a code, never with a bare 500.
            await Answer(context, exception).ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (response.HasStarted || response.ContentType is not null) return;
        if (response.StatusCode == StatusCodes.Status404NotFound)
            await Problem.NotFound().ExecuteAsync(context);
        else if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await Problem.MethodNotAllowed(response.Headers.Allow.ToString()).ExecuteAsync(context);
    }

    private JsonAnswer<Problem> Answer(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return Problem.Answer(bad.StatusCode, "malformedRequest", bad.Message);
            case StoreUnavailableException:
                return Problem.StorageUnavailable();
            default:
                LogFailure(exception, context.Request.Method, context.Request.Path.Value);
                return Problem.Answer(500, "internal", "The host failed to answer this request; the host's log says why.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string? path);
}
