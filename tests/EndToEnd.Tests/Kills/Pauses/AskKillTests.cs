using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.Testing.Models;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Pauses;

/// <summary>A negotiation that asks a person about two sections, killed while it waits and after each answer.</summary>
public sealed class AskKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task KilledWhileAPersonIsAskedAndAfterEachAnswer_EachSectionIsAskedForOnceAndSettledAsAnswered()
    {
        await using var stage = await Stage.OpenAsync(output, stage => stage.Folder.Write("site.yaml", Team(stage)));
        stage.Chat.Answers = Answer;
        var runId = await stage.Api.StartRunAsync("site", "Make a site");
        var paused = await stage.Api.UntilAsync(runId, "paused", run => run.Pending().Count == 2);
        var (hero, pricing) = (Asked(paused, "hero"), Asked(paused, "pricing"));
        await CrashAsync(stage);
        await stage.Api.UntilAsync(runId, "paused", run => run.Pending().Count == 2);

        var wrong = (await ResolveAsync(stage, hero, "lawyer")).Expect(400).Json;
        Assert.Contains("owner: must be one of ux, copy", wrong.Text("detail"), StringComparison.Ordinal);
        (await ResolveAsync(stage, hero, "copy")).Expect(200);
        await CrashAsync(stage);
        var spec = (await stage.Api.GetAsync($"runs/{runId}/spec")).Expect(200).Json;
        Assert.False(spec.At("frozen").GetBoolean());
        Assert.Equal(["contested", "contested"], spec.Items("sections").Select(section => section.Text("status")));
        (await ResolveAsync(stage, hero, "copy")).Expect(200);
        (await ResolveAsync(stage, hero, "ux")).Expect(409);
        (await ResolveAsync(stage, pricing, "ux")).Expect(200);
        await CrashAsync(stage);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("""{"hero":"copy's words","pricing":"ux's words"}""", run.At("output", "data").GetRawText());
        Assert.Equal(2, run.Items("requirements").Count);
        Assert.All(run.Items("requirements"), asked => Assert.Equal("answered", asked.Text("status")));
        spec = (await stage.Api.GetAsync($"runs/{runId}/spec")).Expect(200).Json;
        Assert.True(spec.At("frozen").GetBoolean());
        Assert.Equal(
            ["hero done copy person", "pricing done ux person"],
            spec.Items("sections").Select(section =>
                $"{section.Text("name")} {section.Text("status")} {section.Text("owner")} {section.Text("by")}"));
    }

    private static async Task CrashAsync(Stage stage)
    {
        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();
    }

    private static string Asked(JsonElement run, string section) =>
        run.Pending().Single(one => one.Text("tool", "arguments", "section") == section).Text("requirementId")!;

    private static Task<ApiResponse> ResolveAsync(Stage stage, string requirementId, string owner) =>
        stage.Api.PostAsync(
            $"approvals/{requirementId}/resolve", new { decision = "answer", values = new { owner }, by = "ann" });

    private static ChatAnswer Answer(ChatRequest request) => ChatAnswer.Say(
        request.Task.Contains("\"claims\"", StringComparison.Ordinal) ? NegotiationReply.Claims(
            ("hero", $"{request.Agent}'s hero"), ("pricing", $"{request.Agent}'s pricing"))
        : request.Task.Contains("\"responses\"", StringComparison.Ordinal) ? NegotiationReply.Responses(
            ("hero", "hold", null), ("pricing", "hold", null))
        : $"{request.Agent}'s words");

    private static string Team(Stage stage) => $$"""
        id: site
        mode: negotiation
        model: leader
        spec: { sections: [hero, pricing] }
        negotiation: { maxRounds: 1, onStalemate: ask }
        models:
          leader: { provider: openai, model: leader, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" }
          ux: { provider: openai, model: ux, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" }
          copy: { provider: openai, model: copy, endpoint: "{{stage.Chat.Endpoint}}", apiKey: "${E2E_API_KEY}" }
        members:
          - { id: ux, role: Designs, model: ux }
          - { id: copy, role: Writes, model: copy }
        """;
}
