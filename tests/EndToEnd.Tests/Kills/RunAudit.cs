using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>What holds of a completed newsroom run, however often its host died.</summary>
internal static class RunAudit
{
    public static async Task AssertAsync(
        Stage stage, JsonElement run, IReadOnlySet<string> earlier, IReadOnlyList<JsonElement> streamed,
        IReadOnlyList<Crash> crashes)
    {
        var runId = run.Text("runId")!;
        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        Assert.All(run.Items("requirements"), requirement => Assert.Equal("approved", requirement.Text("status")));
        await OneRunAsync(stage.Api, runId, earlier);
        ToolAudit.Assert(stage, run);
        ModelAudit.Assert(stage, run, crashes);
        await EventAudit.AssertAsync(stage.Api, runId, streamed);
    }

    /// <summary>The runs that there are.</summary>
    public static async Task<IReadOnlySet<string>> RunsAsync(ApiClient api) =>
        (await ListAsync(api)).Select(one => one.Text("runId")!).ToHashSet(StringComparer.Ordinal);

    private static async Task OneRunAsync(ApiClient api, string runId, IReadOnlySet<string> earlier)
    {
        var all = await ListAsync(api);
        Assert.Superset(earlier.ToHashSet(), all.Select(one => one.Text("runId")!).ToHashSet());
        var only = Assert.Single(all, one => !earlier.Contains(one.Text("runId")!));
        Assert.Equal(runId, only.Text("runId"));
        Assert.All(all, one => Assert.Equal("completed", one.Text("status")));
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(ApiClient api)
    {
        var list = (await api.GetAsync("runs?limit=200")).Expect(200).Json;
        Assert.Null(list.Text("cursor"));
        return [.. list.Items("items")];
    }
}
