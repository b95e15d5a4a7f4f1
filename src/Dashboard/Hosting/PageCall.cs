using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Components;
using DurableTeams.Errors;
using DurableTeams.Http.Pages;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Wraps every page: finds who calls, refuses who may not, checks forms, and shows failures.</summary>
internal static partial class PageCall
{
    /// <summary>Wraps an endpoint.</summary>
    public static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } handle) return;
        var open = endpoint.Metadata.OfType<OpenPage>().Any();
        endpoint.RequestDelegate = context => RunAsync(context, handle, open);
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate handle, bool open)
    {
        PageHeaders.Set(context.Response);
        var parts = DashboardParts.Of(context);
        var caller = parts.Callers.Find(context);
        var visitor = parts.Sessions.Visit(context, caller);
        context.Features.Set(visitor);
        try
        {
            if (!open && !visitor.Admitted) await Refuse(context, parts, caller).ExecuteAsync(context);
            else if (HttpMethods.IsPost(context.Request.Method) && !await FormCheck.PassesAsync(context, visitor))
                await ErrorPages.FormIsOld().ExecuteAsync(context);
            else await handle(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Deliberately everything: a page says what failed, whatever it is.
            await Show(context, exception).ExecuteAsync(context);
        }
    }

    private static IResult Refuse(HttpContext context, DashboardParts parts, PageCaller caller)
    {
        if (!caller.HasKey && context.Features.Get<Http.CallContext>() is null) return ErrorPages.NotThisMachine();
        return HttpMethods.IsGet(context.Request.Method) && !Fragments.IsAsked(context.Request)
            ? Results.Redirect($"{parts.Paths.SignIn}?to={Uri.EscapeDataString(Here(context.Request))}")
            : ErrorPages.SignedOut();
    }

    /// <summary>The path and query of a request.</summary>
    public static string Here(HttpRequest request) => request.PathBase + request.Path + request.QueryString;

    private static IResult Show(HttpContext context, Exception exception)
    {
        var request = context.Request;
        switch (exception)
        {
            case ApiException api:
                return ErrorPages.Of(api);
            case StoreUnavailableException:
                return ErrorPages.StorageIsAway();
            case InvalidCursorException:
                return ErrorPages.BadRequest(exception.Message);
            case BadHttpRequestException bad:
                return ErrorPages.BadRequest(bad.Message, bad.StatusCode);
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                return Results.StatusCode(499);
            default:
                LogFailure(
                    context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("DurableTeams.Dashboard"),
                    exception, request.Method, request.Path.Value);
                return ErrorPages.Failed();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method, string? path);
}
