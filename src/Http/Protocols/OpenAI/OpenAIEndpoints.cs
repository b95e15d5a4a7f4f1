using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Http.Answers;
using DurableTeams.Http.Endpoints;
using DurableTeams.Http.OpenApi;
using DurableTeams.Http.Protocols.OpenAI.Chat;
using DurableTeams.Http.Protocols.OpenAI.Responses;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Http.Protocols.OpenAI;

/// <summary><c>v1</c>: the part of OpenAI's API that teams answer. A team is a model.</summary>
internal static class OpenAIEndpoints
{
    /// <summary>Maps it.</summary>
    /// <param name="builder">Where it stands: at the root, and below the API.</param>
    /// <param name="all">The endpoints that there are.</param>
    public static void Map(IEndpointRouteBuilder builder, Func<IEnumerable<Endpoint>> all)
    {
        var routes = builder.MapGroup("v1").WithMetadata(new ProblemShape(OpenAIError.Of));
        OpenAIResponses.Map(routes);
        OpenAIChat.Map(routes);
        routes.MapMethods("models", Methods.Read, Models).ExcludeFromDescription();
        routes.MapMethods("models/{modelId}", Methods.Read, Model).ExcludeFromDescription();
        Fallback.Map(routes, all);
    }

    internal static IResult Models(ITeamCatalog teams) => JsonAnswer.Of(new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. teams.Teams.Select(team => Of(team.Definition))]),
    });

    internal static IResult Model(string modelId, ITeamCatalog teams) =>
        JsonAnswer.Of(Of((teams.Find(modelId) ?? throw OpenAIError.NoModel(modelId)).Definition));

    // When a team came to be, nobody knows; the standard wants a number.
    private static JsonObject Of(TeamDefinition team) => new()
    {
        ["id"] = team.Id,
        ["object"] = "model",
        ["created"] = 0,
        ["owned_by"] = OpenAIRun.Own,
        [OpenAIRun.Own] = new JsonObject { ["name"] = team.Name, ["description"] = team.Description },
    };
}
