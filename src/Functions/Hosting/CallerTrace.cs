using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Restores the caller's trace of each request. The Functions host forwards a request with the <c>traceparent</c> of its
/// current activity, which many requests may share; the invocation has the right one.
/// </summary>
internal sealed class CallerTrace : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
            http.Request.Headers.TraceParent = context.TraceContext.TraceParent is { Length: > 0 } parent ? parent : default;
        return next(context);
    }
}
