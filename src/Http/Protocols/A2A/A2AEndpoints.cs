using DurableTeams.Http.OpenApi;
using DurableTeams.Runs.Callbacks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// <c>teams/{teamId}/a2a</c>: a team as an agent of A2A 1.0 (https://a2a-protocol.org/v1.0.0/specification), with the bindings
/// JSON-RPC (section 9) and HTTP+JSON (section 11); and the cards of agents (section 8).
/// </summary>
internal static class A2AEndpoints
{
    private const string Base = "teams/{teamId}/a2a";

    /// <summary>Maps them.</summary>
    /// <param name="root">Addresses beside the API.</param>
    /// <param name="api">The API.</param>
    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder api)
    {
        string[] read = ["GET", "HEAD"];
        var services = root.ServiceProvider;
        services.GetRequiredService<RunCallbackForms>().Add(new A2APush(A2AParts.TasksOf(services)));
        root.MapMethods(A2ACard.Address, read, (HttpRequest request, A2AParts parts) => A2ACard.OfHost(request, parts, ""))
            .ExcludeFromDescription();
        api.MapMethods(
            A2ACard.Address, read, (HttpRequest request, A2AParts parts) =>
                A2ACard.OfHost(request, parts, EndpointRouteBuilderExtensions.ApiPrefix)).ExcludeFromDescription();
        foreach (var place in (string[])["teams/{teamId}", Base])
            api.MapMethods(place + "/" + A2ACard.Address, read, A2ACard.OfTeam).ExcludeFromDescription();
        api.MapPost(Base, A2ACalls.RpcAsync).ExcludeFromDescription();
        api.MapPost(Base + "/message:send", (string teamId, HttpRequest request, A2AParts parts) =>
            A2ACalls.BodyAsync(teamId, request, parts, "SendMessage")).ExcludeFromDescription();
        api.MapPost(Base + "/message:stream", (string teamId, HttpRequest request, A2AParts parts) =>
            A2ACalls.BodyAsync(teamId, request, parts, "SendStreamingMessage")).ExcludeFromDescription();
        api.MapMethods(Base + "/tasks", read, (string teamId, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "ListTasks")).ExcludeFromDescription();
        api.MapMethods(Base + "/tasks/{taskId}", read, (string teamId, string taskId, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "GetTask", ("id", taskId))).ExcludeFromDescription();
        api.MapPost(Base + "/tasks/{taskId}:cancel", (string teamId, string taskId, HttpRequest request, A2AParts parts) =>
            A2ACalls.BodyAsync(teamId, request, parts, "CancelTask", ("id", taskId))).ExcludeFromDescription();
        // The text of the specification has POST here, its proto file GET.
        api.MapMethods(
            Base + "/tasks/{taskId}:subscribe", ["GET", "POST"],
            (string teamId, string taskId, HttpRequest request, A2AParts parts) =>
                A2ACalls.QueryAsync(teamId, request, parts, "SubscribeToTask", ("id", taskId))).ExcludeFromDescription();
        const string push = Base + "/tasks/{taskId}/pushNotificationConfigs";
        api.MapPost(push, (string teamId, string taskId, HttpRequest request, A2AParts parts) =>
            A2ACalls.BodyAsync(teamId, request, parts, "CreateTaskPushNotificationConfig", ("taskId", taskId)))
            .ExcludeFromDescription();
        api.MapMethods(push, read, (string teamId, string taskId, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "ListTaskPushNotificationConfigs", ("taskId", taskId)))
            .ExcludeFromDescription();
        api.MapMethods(push + "/{id}", read, (string teamId, string taskId, string id, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "GetTaskPushNotificationConfig", ("taskId", taskId), ("id", id)))
            .ExcludeFromDescription();
        api.MapDelete(push + "/{id}", (string teamId, string taskId, string id, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "DeleteTaskPushNotificationConfig", ("taskId", taskId), ("id", id)))
            .ExcludeFromDescription();
        api.MapMethods(Base + "/extendedAgentCard", read, (string teamId, HttpRequest request, A2AParts parts) =>
            A2ACalls.QueryAsync(teamId, request, parts, "GetExtendedAgentCard")).ExcludeFromDescription();
    }
}
