using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Functions.Http;

/// <summary>The protocols that clients speak to a team: a trigger for each.</summary>
public sealed class ProtocolTriggers(ApiPipeline api)
{
    /// <summary>AG-UI.</summary>
    [Function("AgUi")]
    public Task<IResult> AgUi(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "teams/{teamId}/agui")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>The AI SDK; its reconnections are reads below <c>teams</c>.</summary>
    [Function("AiSdk")]
    public Task<IResult> AiSdk(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "teams/{teamId}/chat")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>A2A: both bindings, and the card of a team's agent beside them.</summary>
    [Function("A2A")]
    public Task<IResult> A2A(
        [HttpTrigger(
            AuthorizationLevel.Function, "get", "head", "post", "delete", Route = "teams/{teamId}/a2a/{*address}")]
        HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>The card of the agent that the app is to clients of A2A.</summary>
    [Function("AgentCard")]
    public Task<IResult> AgentCard(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ".well-known/agent-card.json")] HttpRequest request,
        FunctionContext function) =>
        api.AnswerAsync(request, function);

    /// <summary>The API of OpenAI.</summary>
    [Function("OpenAI")]
    public Task<IResult> OpenAI(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", "post", Route = "v1/{*address}")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);

    /// <summary>The Model Context Protocol.</summary>
    [Function("Mcp")]
    public Task<IResult> Mcp(
        [HttpTrigger(AuthorizationLevel.Function, "get", "post", "delete", Route = "mcp")] HttpRequest request,
        FunctionContext function,
        [DurableClient] DurableTaskClient client) =>
        api.AnswerAsync(request, function, client);
}
