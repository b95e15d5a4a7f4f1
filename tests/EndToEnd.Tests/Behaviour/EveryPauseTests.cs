using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>Every kind of pause, and every way to end one, in one run.</summary>
public sealed class EveryPauseTests(ITestOutputHelper output)
{
    private static readonly string[] Tools = ["edited", "refused", "linked", "voted", "expiring", "asked", "outside"];

    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task Run_WithACallOfEachKind_GoesOnWithEachDecision(StoreKind store)
    {
        await using var stage = await Stage.OpenAsync(output, store, stage => stage.Folder.Write("desk.yaml", Team(stage)));
        stage.Chat.Answers = Answer;
        stage.Tools.Answers = call => new ToolAnswer($"{call.Tool} did {call.Argument("text")}");
        var runId = await stage.Api.StartRunAsync("desk", "Go");
        var paused = await stage.Api.UntilAsync(runId, "paused", run => run.Items("requirements").Count == Tools.Length);
        var asked = paused.Items("requirements").ToDictionary(one => one.Text("tool", "name")!);
        Assert.Equal(
        [
            "confirmation", "userInput", "externalExecution"
        ], new[] { "edited", "asked", "outside" }.Select(name => asked[name].Text("kind")));

        (await ResolveAsync(stage, asked["voted"], new { decision = "approve", by = "ann" })).Expect(200);
        (await stage.Api.ContinueAsync(
            runId,
            Decision(asked["edited"], new
            {
                requirementId = "",
                decision = "approve",
                arguments = new { text = "better" },
                by = "ann"
            }),
            Decision(asked["asked"], new
            {
                requirementId = "",
                decision = "answer",
                values = new { text = "said by a person" },
                by = "ann"
            }))).Expect(200);
        (await ResolveAsync(stage, asked["refused"], new { decision = "reject", note = "not today", by = "ben" })).Expect(200);
        (await ResolveAsync(stage, asked["outside"], new { decision = "result", result = "done elsewhere", by = "ben" })).Expect(
            200);
        await FollowAsync(stage, asked["linked"]);
        (await ResolveAsync(stage, asked["voted"], new { decision = "approve", by = "ben" })).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        var results = run.Member("clerk").Items("tools")
            .ToDictionary(tool => tool.Text("name")!, tool => tool.Text("result") ?? tool.Text("error") ?? "");
        Assert.Equal("edited did better", results["edited"]);
        Assert.Equal("linked did it", results["linked"]);
        Assert.Equal("voted did it", results["voted"]);
        Assert.Equal("asked did said by a person", results["asked"]);
        Assert.Contains("done elsewhere", results["outside"], StringComparison.Ordinal);
        Assert.Equal(["asked", "edited", "linked", "voted"], stage.Tools.Requests.Select(call => call.Tool).Order());
        var told = stage.Chat.RequestsOf("clerk")[^1].Body.GetRawText();
        Assert.Contains("not today", told, StringComparison.Ordinal);
        Assert.Equal(
            ["answered", "answered", "approved", "approved", "approved", "expired", "rejected"],
            run.Items("requirements").Select(one => one.Text("status")!).Order());
    }

    private static Task<ApiResponse> ResolveAsync(Stage stage, JsonElement requirement, object decision) =>
        stage.Api.PostAsync($"approvals/{requirement.Text("requirementId")}/resolve", decision);

    private static Dictionary<string, object?> Decision(JsonElement requirement, object decision)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, object?>>(JsonSerializer.Serialize(decision))!;
        fields["requirementId"] = requirement.Text("requirementId");
        return fields;
    }

    // As a browser: the page first, which decides nothing, then its button.
    private static async Task FollowAsync(Stage stage, JsonElement requirement)
    {
        var link = new Uri(stage.Host.Address, new Uri(requirement.Text("links", "approve")!).PathAndQuery);
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(link);
        Assert.Equal(200, (int)page.StatusCode);
        Assert.Empty(stage.Tools.RequestsOf("linked"));
        using var answer = await browser.PostAsync(link, null);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static ChatAnswer Answer(ChatRequest request) => (request.Agent, request.Turn) switch
    {
        ("leader", 1) => ChatAnswer.Call(ChatCall.Delegate("d1", "clerk", "Do all of it")),
        ("clerk", 1) => ChatAnswer.Call([.. Tools.Select(tool => ChatCall.Tool("c-" + tool, tool, new { text = "it" }))]),
        _ => ChatAnswer.Say("Done"),
    };

    private static string Team(Stage stage)
    {
        var team = new TeamSketch("desk")
        {
            Settings = ["limits: { memberTimeout: 120s, teamTimeout: 300s }"],
            Members = [("clerk", string.Join(", ", Tools))]
        };
        return team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address) + "tools:\n" + string.Concat(Tools.Select(tool => $$"""
              {{tool}}:
                description: The tool {{tool}}
                parameters: { type: object, properties: { text: { type: string } }, required: [text] }
                http: { method: POST, url: "{{stage.Tools.Address}}/{{tool}}" }
                approval: {{tool switch { "asked" => "userInput", "outside" => "externalExecution", _ => "confirmation" }}}
                {{tool switch
                {
                    "edited" => "approve: { allowEdit: true }",
                    "voted" => "approve: { quorum: 2 }",
                    "expiring" => "approve: { expires: 3s }",
                    _ => "",
                }}}

            """));
    }
}
