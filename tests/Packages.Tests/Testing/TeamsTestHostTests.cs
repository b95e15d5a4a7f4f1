using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Testing;
using Microsoft.Extensions.AI;

namespace DurableTeams.Packages.Tests.Testing;

/// <summary>What users test their teams with: docs/how-to/test-your-teams.md shows the same.</summary>
public sealed class TeamsTestHostTests
{
    private readonly List<string> _sent = [];

    [Fact]
    public async Task Restart_RunIsPaused_GoesOnAndIsRepeatedByTodaysCode()
    {
        var model = Model();
        await using var host = await TeamsTestHost.StartAsync(teams => Say(teams, model));
        var run = await host.Teams.StartAsync("newsroom", "Tell our readers");
        run = await host.Teams.WaitAsync(run.RunId);
        Assert.Equal(RunStatus.Paused, run.Status);

        await host.RestartAsync();
        await host.Teams.ApproveAsync(Assert.Single(run.Requirements).RequirementId, by: "ann");
        run = await host.Teams.WaitAsync(run.RunId);

        Assert.Equal((RunStatus.Completed, "Sent."), (run.Status, run.Output?.Text));
        Assert.Equal(["1.0 is out"], _sent);
        // Nothing that was recorded is asked again.
        Assert.Equal(["leader 1", "sender 1", "sender 2", "leader 2"], model.Requests.Select(ask => $"{ask.Agent} {ask.Turn}"));
        Assert.Equal("The tool said: it is out", model.Requests[^1].Last.Trim());
        RunReplay.Check(host.ExportHistory(run.RunId)!);
    }

    [Fact]
    public async Task Clock_MovedPastAnExpiry_RejectsTheCall()
    {
        await using var host = await TeamsTestHost.StartAsync(teams => Say(teams, Model(), expires: TimeSpan.FromHours(24)));
        var run = await host.Teams.StartAsync("newsroom", "Tell our readers");
        run = await host.Teams.WaitAsync(run.RunId);

        host.Clock.Advance(TimeSpan.FromHours(25));
        await Wait.UntilAsync(async () => (await host.Teams.GetAsync(run.RunId)).Status == RunStatus.Completed);

        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Model_WithoutARuleForTheRequest_FailsTheRunAndSaysWhatToAdd()
    {
        await using var host = await TeamsTestHost.StartAsync(teams => Say(teams, new ScriptedModel()));

        var run = await host.Teams.StartAsync("newsroom", "Tell our readers");
        run = await host.Teams.WaitAsync(run.RunId);

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains("no answer for agent 'leader', turn 1", run.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_AfterARun_RemovesTheFolder()
    {
        var host = await TeamsTestHost.StartAsync(teams => Say(teams, Model()));

        await host.DisposeAsync();

        Assert.False(Directory.Exists(host.Folder));
    }

    private void Say(DurableTeamsBuilder teams, ScriptedModel model, TimeSpan? expires = null) => teams
        .AddChatClient("fast", model)
        .AddTool(new ApprovalRequiredAIFunction(AIFunctionFactory.Create(SendMessage, "send_message")))
        .AddTeam(Team.Create("newsroom").Coordinate("fast")
            .Member("sender", member => member.Tools("send_message"))
            .Tool("send_message", tool => tool.Confirmation().Approve(approve => approve with { Expires = expires })));

    private string SendMessage(string text)
    {
        _sent.Add(text);
        return "it is out";
    }

    private static ScriptedModel Model() => new ScriptedModel()
        .When("leader", 1, answer => answer.Call("delegate_task_to_member", new { member_id = "sender", task = "Send it" }))
        .When("leader", 2, answer => answer.Say("Sent."))
        .When("sender", 1, answer => answer.Call("send_message", new { text = "1.0 is out" }))
        .When("sender", answer => answer.Say(request => $"The tool said: {request.Last}"));
}
