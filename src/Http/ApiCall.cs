using DurableTeams.Errors;
using DurableTeams.Http.Admission;
using DurableTeams.Http.Answers;
using DurableTeams.Http.Pages;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Http;

/// <summary>Wraps every endpoint: asks for the key, and answers failures with problem details.</summary>
internal static partial class ApiCall
{
    private const int ClientClosedRequest = 499;

    /// <summary>Wraps an endpoint.</summary>
    public static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } handle || endpoint.Metadata.OfType<PageEndpoint>().Any()) return;
        var open = endpoint.Metadata.OfType<IAllowAnonymous>().Any();
        var refusal = endpoint.Metadata.OfType<Refusal>().LastOrDefault();
        endpoint.RequestDelegate = context =>
        {
            if (IsRefused(context)) return LocalOnly.Refuse(context);
            return open || CallContext.Of(context).Admitted
                ? RunAsync(context, handle, refusal)
                : ProblemShape.SendAsync(context, Problem.Answer(
                    401, "unauthorized",
                    "This call needs the host's key, in the header x-functions-key, as a bearer token or as ?code=."));
        };
    }

    // A host in front, such as the Functions host, has said who calls.
    private static bool IsRefused(HttpContext context)
    {
        if (context.Features.Get<CallContext>() is not null) return false;
        context.Features.Set(HttpParts.Of(context).Callers.Admit(context, out var refused));
        return refused;
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate handle, Refusal? refusal)
    {
        try
        {
            await handle(context);
        }
        catch (ApiException exception) when (!context.Response.HasStarted
            && refusal?.Answer(context.Request, exception) is { } answer)
        {
            await answer.ExecuteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Deliberately everything: the host would answer an exception without a code.
            await ProblemShape.SendAsync(context, Answer(context.Request, exception));
        }
    }

    private static JsonAnswer<Problem> Answer(HttpRequest request, Exception exception)
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
