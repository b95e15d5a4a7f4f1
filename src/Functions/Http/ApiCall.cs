using DurableTeams.Errors;
using DurableTeams.Functions.Http.Answers;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Functions.Http;

/// <summary>Runs what a trigger does, and answers whatever goes wrong with problem details.</summary>
internal static partial class ApiCall
{
    private const int ClientClosedRequest = 499;

    /// <summary>Runs it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="handle">What the trigger does.</param>
    /// <param name="refuse">Answers what cannot be granted in another way than with JSON; null where it does not.</param>
    public static async Task<IResult> RunAsync(
        HttpRequest request, Func<CancellationToken, Task<IResult>> handle, Func<ApiException, IResult?>? refuse = null)
    {
        var aborted = request.HttpContext.RequestAborted;
        try
        {
            return await handle(aborted);
        }
        catch (ApiException exception) when (refuse?.Invoke(exception) is { } answer)
        {
            return answer;
        }
        catch (Exception exception)
        {
            // Deliberately everything: nothing a trigger throws may reach the host, which would answer it without a code.
            return Answer(request, exception);
        }
    }

    private static JsonAnswer Answer(HttpRequest request, Exception exception)
    {
        switch (exception)
        {
            case ApiException api:
                return Problem.Answer(api);
            case StoreUnavailableException:
                LogUnavailable(Log(request), exception);
                return Problem.StorageUnavailable();
            case InvalidCursorException:
                return Problem.Answer(ApiErrors.InvalidQuery("cursor", exception.Message));
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.Answer(413, "bodyTooLarge", "The body is larger than 1 MiB.");
            case BadHttpRequestException bad:
                return Problem.Answer(bad.StatusCode is >= 400 and < 500 ? bad.StatusCode : 400, "malformedRequest", bad.Message);
            case OperationCanceledException or IOException when request.HttpContext.RequestAborted.IsCancellationRequested:
                return Problem.Answer(ClientClosedRequest, "clientClosedRequest", "The caller closed the connection.");
            default:
                LogFailure(Log(request), exception, request.Method, request.Path.Value);
                return Problem.Answer(500, "internal", "The host failed to answer this request; the host's log says why.");
        }
    }

    private static ILogger Log(HttpRequest request) =>
        request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Http");

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage is unavailable")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string? path);
}
