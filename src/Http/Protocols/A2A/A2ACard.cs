using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Http.Admission;
using DurableTeams.Http.Answers;
using DurableTeams.Json;
using DurableTeams.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>The card of an agent (A2A 1.0, sections 4.4.1 and 8).</summary>
internal static class A2ACard
{
    /// <summary>Where clients look for it.</summary>
    public const string Address = ".well-known/agent-card.json";

    /// <summary>The variable that names the team whose card is the host's.</summary>
    public const string TeamSetting = "DURABLETEAMS_A2A_TEAM";

    private static readonly string[] Bindings = ["JSONRPC", "HTTP+JSON"];

    /// <summary>The host's card.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parts">What it is made with.</param>
    /// <param name="prefix">What stands in the path before the address of the card, and after what the program adds.</param>
    public static IResult OfHost(HttpRequest request, A2AParts parts, string prefix) =>
        Answer(request, Host(request, parts), prefix + "/" + Address);

    /// <summary>A team's card.</summary>
    public static IResult OfTeam(string teamId, HttpRequest request, A2AParts parts)
    {
        var team = parts.Team(teamId);
        var path = request.Path.Value!;
        return Answer(
            request, team,
            path[path.LastIndexOf(EndpointRouteBuilderExtensions.ApiPrefix + "/teams/", StringComparison.Ordinal)..]);
    }

    // One that is a part of another is not what people come for.
    private static PinnedTeam Host(HttpRequest request, A2AParts parts)
    {
        var environment = request.HttpContext.RequestServices.GetRequiredService<IDefinitionEnvironment>();
        if (environment.Get(TeamSetting) is { Length: > 0 } named)
            return parts.Teams.Find(named) ?? throw new ApiException(
                404, "teamNotFound", $"There is no team '{named}', which {TeamSetting} names as the agent of this host.");
        var nested = parts.Teams.Teams.SelectMany(team => team.Definition.Members)
            .Select(member => member.Team).ToHashSet(StringComparer.Ordinal);
        return parts.Teams.Teams.FirstOrDefault(team => !nested.Contains(team.Definition.Id))
            ?? (parts.Teams.Teams is [var first, ..] ? first : null)
            ?? throw new ApiException(404, "teamNotFound", "This host has no team.");
    }

    private static JsonAnswer<JsonObject> Answer(HttpRequest request, PinnedTeam team, string own)
    {
        var push = request.HttpContext.RequestServices.GetRequiredService<RunCallbacks>().IsPossible;
        var card = Of(team, Root(request, own), AskedKey.Of(request.HttpContext), push);
        var tag = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(card, ContractJson.Answers));
        return JsonAnswer.Of(card).With("ETag", $"\"{Convert.ToHexStringLower(tag.AsSpan(0, 16))}\"");
    }

    private static JsonObject Of(PinnedTeam pinned, string root, AskedKey key, bool push)
    {
        var team = pinned.Definition;
        var description = team.Description ?? $"The team {team.Name}.";
        var members = team.Members.Where(member => member.Role is not null)
            .Select(member => $"{member.Name ?? member.Id}: {member.Role}");
        var address = $"{root}{EndpointRouteBuilderExtensions.ApiPrefix}/teams/{team.Id}/a2a";
        return JsonParts.Of(
            ("name", team.Name),
            ("description", description),
            ("supportedInterfaces", new JsonArray([.. Bindings.Select(binding => JsonParts.Of(
                ("url", address), ("protocolBinding", binding), ("protocolVersion", A2AVersion.Spoken)))])),
            ("version", pinned.Version[..12]),
            ("capabilities", new JsonObject
            {
                ["streaming"] = true, ["pushNotifications"] = push, ["extendedAgentCard"] = false,
            }),
            ("securitySchemes", Schemes(key)),
            ("securityRequirements", Requirements(key)),
            ("defaultInputModes", new JsonArray("text/plain", "application/json")),
            ("defaultOutputModes", new JsonArray("text/plain", "application/json")),
            ("skills", new JsonArray(JsonParts.Of(
                ("id", team.Id), ("name", team.Name),
                ("description", string.Join('\n', [description, .. members])),
                ("tags", new JsonArray([.. (string[])[team.Mode.Name, .. team.Members.Select(member => member.Id)]]))))));
    }

    private static JsonObject? Schemes(AskedKey key) => key.Ways.Count == 0 ? null : new JsonObject(key.Ways.Select(way =>
        KeyValuePair.Create(way, (JsonNode?)(way == AskedKey.Header
            ? new JsonObject
            {
                ["apiKeySecurityScheme"] = new JsonObject { ["location"] = "header", ["name"] = "x-functions-key" },
            }
            : new JsonObject { ["httpAuthSecurityScheme"] = new JsonObject { ["scheme"] = "Bearer" } }))));

    private static JsonArray? Requirements(AskedKey key) => key.Ways.Count == 0 ? null : new JsonArray([.. key.Ways.Select(way =>
        new JsonObject { ["schemes"] = new JsonObject { [way] = new JsonObject { ["list"] = new JsonArray() } } })]);

    // Where the address of the host is not known, it is the one that the caller used.
    private static string Root(HttpRequest request, string own)
    {
        var site = request.HttpContext.RequestServices.GetRequiredService<PublicAddress>().Value
            ?? $"{request.Scheme}://{request.Host}";
        var path = request.PathBase.Add(request.Path).Value!;
        return site + (path.EndsWith(own, StringComparison.OrdinalIgnoreCase) ? path[..^own.Length] : "");
    }
}
