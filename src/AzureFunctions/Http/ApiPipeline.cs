using DurableTeams.Http;
using DurableTeams.Runs.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Http;

/// <summary>Hands requests of triggers over to the endpoints of the API, which routing finds as it does on any host.</summary>
public sealed class ApiPipeline
{
    private readonly RequestDelegate _answer;
    private readonly EngineClient _engine;

    /// <summary>Makes the pipeline over the app's services.</summary>
    public ApiPipeline(IServiceProvider services)
    {
        _engine = services.GetRequiredService<EngineClient>();
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(routes => routes.MapDurableTeams());
        _answer = app.Build();
    }

    /// <summary>Answers a request whose key the Functions host has checked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="function">The invocation: it knows the caller's trace, which the forwarded request does not.</param>
    /// <param name="client">The engine's client, for calls that may need it.</param>
    internal Task<IResult> AnswerAsync(HttpRequest request, FunctionContext function, DurableTaskClient? client = null) =>
        AnswerAsync(request, function, client, admitted: true);

    /// <summary>Answers a request that came without a key: only endpoints that are open to everyone answer it.</summary>
    internal Task<IResult> AnswerOpenAsync(HttpRequest request, FunctionContext function, DurableTaskClient? client = null) =>
        AnswerAsync(request, function, client, admitted: false);

    private async Task<IResult> AnswerAsync(
        HttpRequest request, FunctionContext function, DurableTaskClient? client, bool admitted)
    {
        var context = request.HttpContext;
        var trace = function.TraceContext.TraceParent is { Length: > 0 } parent ? parent : null;
        // Pages take what code takes: IDurableTeams, which has no call of its own.
        if (client is not null) _engine.Use(client);
        context.Features.Set(new CallContext(admitted, trace, client));
        // The worker's own routing has found the trigger; its result would keep this routing from looking.
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        await _answer(context);
        return Results.Empty;
    }
}
