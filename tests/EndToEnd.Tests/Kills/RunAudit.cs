using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>What holds of a completed newsroom run, however often its host died.</summary>
internal static class RunAudit
{
    public static async Task AssertAsync(
        Stage stage, JsonElement run, IReadOnlyList<JsonElement> streamed, IReadOnlyList<Crash> crashes)
    {
        var runId = run.Text("runId")!;
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.All(run.Items("requirements"), requirement => Assert.Equal("approved", requirement.Text("status")));
        await OneRunAsync(stage.Api, runId);
        ToolAudit.Assert(stage, run);
        ModelAudit.Assert(stage, run, crashes);
        await EventAudit.AssertAsync(stage.Api, runId, streamed);
    }

    private static async Task OneRunAsync(ApiClient api, string runId)
    {
        var only = Assert.Single((await api.GetAsync("runs")).Expect(200).Json.Items("items"));
        Assert.Equal(runId, only.Text("runId"));
        Assert.Equal("completed", only.Text("status"));
    }
}
