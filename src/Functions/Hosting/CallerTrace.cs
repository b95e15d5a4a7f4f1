using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace DurableTeams.Functions.Hosting;

/// <summary>
/// Gives each request its caller's trace back. The Functions host forwards requests with the <c>traceparent</c> of whatever
/// activity was its current one, which many requests may share; the invocation has the right one.
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
