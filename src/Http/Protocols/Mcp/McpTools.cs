using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// The tools: every team under its id, and two for runs that go on. No id of a team has an underscore, so no name is taken twice.
/// There is none to decide with: the model that calls would decide what a person is asked.
/// </summary>
internal static class McpTools
{
    /// <summary>The tool that reads a run, and waits for it.</summary>
    public const string GetRun = "get_run";

    /// <summary>The tool that cancels a run.</summary>
    public const string CancelRun = "cancel_run";

    /// <summary>The longest key of a call: each is a key of a start, with a word before it.</summary>
    public const int MaxKeyLength = 200;

    private static readonly JsonObject RunId = new() { ["type"] = "string", ["description"] = "The id of the run." };

    /// <summary>All of them.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="wait">How long a call may wait.</param>
    public static ListToolsResult List(ITeamCatalog teams, TimeSpan wait) => new()
    {
        Tools =
        [
            .. teams.Teams.Select(team => Team(team.Definition, wait)),
            new Tool
            {
                Name = GetRun,
                Title = "Run",
                Description = "Reads a run of a team that was still going on, and waits for its result.",
                InputSchema = Input(["runId"], wait, ("runId", RunId)),
                OutputSchema = Output(null),
                Annotations = new ToolAnnotations { ReadOnlyHint = true },
            },
            new Tool
            {
                Name = CancelRun,
                Title = "Cancel run",
                Description = "Cancels a run of a team. What it has done stays done.",
                InputSchema = Input(
                    ["runId"], null, ("runId", RunId),
                    ("reason", new JsonObject { ["type"] = "string", ["description"] = "Why." })),
                OutputSchema = Output(null),
                Annotations = new ToolAnnotations { DestructiveHint = true, IdempotentHint = true },
            },
        ],
    };

    private static Tool Team(TeamDefinition team, TimeSpan wait) => new()
    {
        Name = team.Id,
        Title = team.Name,
        Description = (team.Description ?? $"Asks the team {team.Name}.")
            + " A run may take long and may wait for a person: then the answer says so, and how to go on.",
        InputSchema = Input(
            ["message"], wait,
            ("message", new JsonObject { ["type"] = "string", ["description"] = "What the team is asked." }),
            ("sessionId", new JsonObject
            {
                ["type"] = "string",
                ["description"] = "The session of an earlier answer, or an id of your own, for a team that is to remember.",
            }),
            ("idempotencyKey", new JsonObject
            {
                ["type"] = "string",
                ["maxLength"] = MaxKeyLength,
                ["description"] = "Calls with the same key and message are one run. Call again with it after a lost connection.",
            })),
        OutputSchema = Output(team.Output?.Schema),
        Annotations = new ToolAnnotations { OpenWorldHint = true },
    };

    private static JsonElement Input(string[] required, TimeSpan? wait, params (string Name, JsonObject Schema)[] fields)
    {
        var properties = new JsonObject(fields.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Schema.DeepClone())));
        if (wait is { } longest)
            properties["waitSeconds"] = new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 0,
                ["maximum"] = (int)longest.TotalSeconds,
                ["description"] = "How long to wait for the result; as long as allowed, if left out.",
            };
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
            ["additionalProperties"] = false,
        });
    }

    private static JsonElement Output(JsonObject? schema)
    {
        static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
        var properties = new JsonObject
        {
            ["runId"] = Text("The run."),
            ["teamId"] = Text("The team."),
            ["sessionId"] = Text("The session: give it to the next call, and the team remembers."),
            ["status"] = Text("pending, running, paused, completed, failed or cancelled."),
            ["text"] = Text("The answer of a completed run."),
            ["error"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["code"] = Text("A stable code."), ["message"] = Text("What is wrong.") },
            },
            ["pending"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "What people are asked while the run is paused, and where they decide it.",
                ["items"] = new JsonObject { ["type"] = "object" },
            },
        };
        // A reference within the schema would mean another place here.
        if (schema is not null && !schema.ToJsonString().Contains("\"$ref\"", StringComparison.Ordinal))
            properties["output"] = schema.DeepClone();
        else if (schema is not null) properties["output"] = new JsonObject { ["description"] = "The answer as data." };
        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["properties"] = properties });
    }
}
