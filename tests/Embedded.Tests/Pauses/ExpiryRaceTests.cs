using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Approvals;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>"The first decision wins, also against expiry: exactly one outcome, the same after any restart."</summary>
public sealed class ExpiryRaceTests
{
    private static readonly ApproveDefinition Soon = new() { Expires = TimeSpan.FromHours(1) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DecisionAndExpiryAtOneInstant_WhoeverIsStoredFirst_IsTheOneOutcome(bool personFirst)
    {
        var tool = new GatedTool(new ToolDefinition
        {
            Approval = ApprovalKind.Confirmation,
            Approve = new ApproveDefinition { Expires = TimeSpan.FromMinutes(10) }
        });
        await using var harness = await tool.ServeAsync();
        var paused = await harness.RunAsync("Go");
        var asked = paused.Requirements[0];
        // The last instant that is a person's, and the first that is the clock's.
        var person = new DecisionRecord(asked.RequirementId, "approve", asked.ExpiresAt!.Value.AddTicks(-10));
        var clock = new DecisionRecord(asked.RequirementId, DecisionKinds.Expire, asked.ExpiresAt.Value);

        var first = await harness.Store.DecideAsync(paused.RunId, [personFirst ? person : clock]);
        var second = await harness.Store.DecideAsync(paused.RunId, [personFirst ? clock : person]);
        Assert.Equal((0, 1), (first.Conflicts.Count, second.Conflicts.Count));
        await harness.CrashAsync();
        var run = await harness.UntilAsync(paused.RunId, run => run.Status.IsFinal());
        await harness.CrashAsync();

        Assert.Equal(personFirst ? RequirementStatus.Approved : RequirementStatus.Expired, run.Requirements[0].Status);
        Assert.Equal(run.Requirements[0].Status, (await harness.Store.FindRequirementAsync(asked.RequirementId))!.Status);
        Assert.Equal(personFirst ? 1 : 0, tool.Made.Count);
        Assert.Single(await harness.EventsAsync(run.RunId, RunEventTypes.RequirementResolved));
    }

    /// <summary>Half of the people decide while the clock strikes, the others just before and just after it.</summary>
    [Fact]
    public async Task Decisions_AsTheTimersFire_HaveOneOutcomeEach()
    {
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation, Approve = Soon });
        var clock = new FakeTimeProvider();
        await using var harness = await tool.ServeAsync(clock: clock);
        var runs = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => harness.RunAsync("Go")));

        var deciding = runs[..18].Select(run => Task.Run(() => ApproveAsync(harness, run.Requirements[0]))).ToList();
        await Task.WhenAll(deciding[..6]);
        clock.Advance(Soon.Expires!.Value);
        deciding.AddRange(runs[18..].Select(run => Task.Run(() => ApproveAsync(harness, run.Requirements[0]))));
        var approved = await Task.WhenAll(deciding);
        var ended = new List<RunView>();
        foreach (var run in runs) ended.Add(await harness.UntilAsync(run.RunId, now => now.Status.IsFinal()));
        await harness.RestartAsync();

        for (var i = 0; i < runs.Length; i++)
        {
            var asked = (await harness.Store.FindRequirementAsync(runs[i].Requirements[0].RequirementId))!;
            Assert.Equal(approved[i] ? RequirementStatus.Approved : RequirementStatus.Expired, asked.Status);
            Assert.Equal(approved[i] ? "completed" : "rejected", ended[i].Members[0].Tools[0].Status);
            Assert.Single(await harness.Store.ListAuditAsync(asked.RequirementId), entry => entry.Action == AuditActions.Decided);
        }

        Assert.All(approved[..6], Assert.True);
        Assert.All(approved[18..], Assert.False);
        Assert.Equal(approved.Count(won => won), tool.Made.Count);
    }

    private static async Task<bool> ApproveAsync(RunHarness harness, RequirementView asked)
    {
        try
        {
            await harness.DecideAsync(asked.RequirementId, "approve");
            return true;
        }
        catch (ApiException refused) when (refused.Status == 409)
        {
            return false;
        }
    }
}
