using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>A member that is an A2A agent, which is a team of another process.</summary>
public sealed class A2AMemberTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnTables]
    public async Task Run_ClientKilledWhileTheAgentAsks_DecidesItAfterwardsAndHasOneTask(StoreKind store)
    {
        await using var agent = await Stage.ShareAsync(output, Newsroom.Team);
        Newsroom.Script(agent);
        await using var client = await Stage.OpenAsync(output, store, stage => stage.Folder.Write("desk.yaml", $$"""
            id: desk
            mode: sequential
            members:
              - { id: news, role: Sends news, remote: { a2a: "{{agent.Host.Address}}api/teams/newsroom/a2a" } }
            """));
        var runId = await client.Api.StartRunAsync("desk", "Go");
        var asked = await client.Api.UntilPausedAsync(runId);

        await client.KillAsync();
        await client.StartHostAsync();
        client.Traffic.Thaw();
        (await client.Api.ApproveAsync(asked)).Expect(200);
        var run = await client.Api.UntilAsync(runId, "completed");

        Assert.Equal(Newsroom.Answer, run.Text("output", "text"));
        // The question is that of the remote team's own tool, and its decision went back.
        Assert.Equal("send_message", run.Items("requirements").Single().Text("tool", "name"));
        var tasks = (await agent.Api.GetAsync("runs")).Expect(200).Json.Items("items")
            .Where(task => task.GetRawText().Contains(runId, StringComparison.Ordinal)).ToList();
        Assert.Equal("completed", Assert.Single(tasks).Text("status"));
    }
}
