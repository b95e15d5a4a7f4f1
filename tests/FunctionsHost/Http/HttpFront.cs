using DurableTeams.FunctionsHost.Protocol;
using DurableTeams.FunctionsHost.Settings;
using DurableTeams.FunctionsHost.Timers;
using DurableTeams.FunctionsHost.Workers;

namespace DurableTeams.FunctionsHost.Http;

/// <summary>
/// The routes of the HTTP triggers, as the host serves them: an unknown path, or method, is 404 without a word.
/// </summary>
internal sealed partial class HttpFront(
    HostSettings settings,
    Supervisor supervisor,
    Invoker invoker,
    Forwarder forwarder,
    TimerTriggers timers,
    ILoggerFactory loggers)
{
    private readonly Keys _keys = new(settings);
    private readonly ILogger _log = loggers.CreateLogger("Host.Http");

    public void Map(WebApplication app, IReadOnlyList<FunctionDescription> functions)
    {
        app.Use(async (context, next) =>
        {
            await next(context);
            // Routing says 405 where another method is known; the host does not.
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
            {
                context.Response.Headers.Remove("Allow");
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
        app.UseRouting();
        foreach (var function in functions.Where(function => function.Is("httpTrigger")))
        {
            var pattern = $"{settings.RoutePrefix}/{function.Text("route") ?? function.Name}";
            var methods = function.Texts("methods");
            if (methods.Count == 0) app.Map(pattern, context => AnswerAsync(context, function));
            else
                app.MapMethods(
                    pattern, methods.Select(method => method.ToUpperInvariant()), context => AnswerAsync(context, function));
        }

        app.MapPost("admin/functions/{name}", AdminAsync);
        app.MapGet("admin/host/status", () => Results.Json(new { state = "Running" }));
    }

    private async Task AnswerAsync(HttpContext context, FunctionDescription function)
    {
        if (!_keys.Admit(context.Request, function.Text("authLevel") ?? "function"))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            await InvokeAsync(context, function);
        }
        catch (Exception exception) when (exception is HttpRequestException or WorkerGoneException or IOException
            or OperationCanceledException)
        {
            if (context.RequestAborted.IsCancellationRequested) return;
            LogFailed(_log, function.Name, exception.Message);
            if (context.Response.HasStarted) context.Abort();
            else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private async Task InvokeAsync(HttpContext context, FunctionDescription function)
    {
        var worker = supervisor.Ready;
        var id = Guid.NewGuid().ToString();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var invocation = invoker.InvokeAsync(
            function, id, new TypedData { Http = new RpcHttp() }, RouteValues(context), context.Request.Headers.TraceParent,
            context.RequestAborted);
        var forwarding = forwarder.ForwardAsync(context, worker.Http, id, ends.Token);
        if (await Task.WhenAny(invocation, forwarding) == invocation)
        {
            // What fails before the worker has joined the two would leave the request waiting.
            var failed = invocation.IsFaulted || (await invocation).Result.Status != StatusResult.Types.Status.Success;
            if (failed) await ends.CancelAsync();
        }

        await forwarding;
        await invocation;
    }

    private static IEnumerable<KeyValuePair<string, string>> RouteValues(HttpContext context) =>
        from value in context.Request.RouteValues
            where value.Value is not null select KeyValuePair.Create(value.Key, value.Value!.ToString()!);

    private async Task<IResult> AdminAsync(HttpRequest request, string name)
    {
        if (!_keys.Admit(request, "admin")) return Results.Unauthorized();
        return await timers.TryRunAsync(name) ? Results.Accepted() : Results.NotFound();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Executed '{Function}' (Failed): {Why}")]
    private static partial void LogFailed(ILogger logger, string function, string why);
}
