using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using static DurableTeams.Tests.Storage.Sample;

namespace DurableTeams.Tests.Storage;

public abstract partial class RunStoreConformance
{
    /// <summary>A paused run whose one question can be decided until second 10.</summary>
    private async Task<RequirementRecord> AskInTimeAsync()
    {
        await StartAsync("r1");
        var asked = Requirement("r1", 1) with { ExpiresAt = At(10) };
        await Store.CommitAsync(Change("r1", 2) with { Requirements = [asked] });
        Assert.Equal(new PauseResult(true, 1), await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], At(3)));
        return asked;
    }

    private static DecisionRecord Expire(RequirementRecord asked, int second) =>
        new(asked.RequirementId, DecisionKinds.Expire, At(second)) { From = "timer" };

    [Theory]
    [InlineData("approve", 10)]
    [InlineData("approve", 11)]
    [InlineData("reject", 10)]
    [InlineData("answer", 10)]
    [InlineData("result", 10)]
    [InlineData("retry", 10)]
    [InlineData("skip", 10)]
    public async Task Decide_FromTheExpiryOn_IsAConflictAndWritesNothing(string word, int second)
    {
        var asked = await AskInTimeAsync();

        var result = await Store.DecideAsync("r1", [new DecisionRecord(asked.RequirementId, word, At(second), By: "ada")]);

        Same([asked], result.Conflicts.ToArray());
        Same(asked, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        Assert.Equal("created", await AuditAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_JustBeforeTheExpiry_IsTaken()
    {
        var asked = await AskInTimeAsync();

        var taken = await TakenAsync(Approve(asked) with { At = At(10).AddMilliseconds(-1) });

        Assert.Equal(RequirementStatus.Approved, taken.Status);
    }

    [Fact]
    public async Task Decide_ExpireBeforeTheExpiry_IsAConflict()
    {
        var asked = await AskInTimeAsync();

        Same([asked], (await Store.DecideAsync("r1", [Expire(asked, 9)])).Conflicts.ToArray());

        Same(asked, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_ExpireOfOneThatNeverExpires_IsAConflict()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);

        Assert.Single((await Store.DecideAsync("r1", [Expire(asked, 1_000_000)])).Conflicts);
    }

    [Fact]
    public async Task Decide_ExpireInTime_ExpiresAndTheRunGoesOn()
    {
        var asked = await AskInTimeAsync();

        var taken = await TakenAsync(Expire(asked, 10));
        await ReopenAsync();

        Same(asked with { Status = RequirementStatus.Expired, Decision = "expire", ResolvedAt = At(10), EndedPause = 1 }, taken);
        Same([taken], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal("created decided", await AuditAsync(asked.RequirementId));
        Same(taken, await TakenAsync(Expire(asked, 20)));
        Assert.Single((await Store.DecideAsync("r1", [Approve(asked)])).Conflicts);
        Assert.Single(await EventsAsync("r1"), e => e.Type == RunEventTypes.RequirementResolved);
    }

    [Fact]
    public async Task Decide_ExpireAfterADecision_IsAConflict()
    {
        var asked = await AskInTimeAsync();
        var taken = await TakenAsync(Approve(asked));

        Same([taken], (await Store.DecideAsync("r1", [Expire(asked, 10)])).Conflicts.ToArray());
    }

    [Fact]
    public async Task Decide_ExpireWithPartOfAQuorum_ExpiresAndKeepsWhoApproved()
    {
        await StartAsync("r1");
        var asked = Requirement("r1", 1) with { ExpiresAt = At(10), Quorum = 2 };
        await Store.CommitAsync(Change("r1", 2) with { Requirements = [asked] });
        await Store.DecideAsync("r1", [Approve(asked)]);

        var taken = await TakenAsync(Expire(asked, 10));

        Assert.Equal((RequirementStatus.Expired, "ada"), (taken.Status, Assert.Single(taken.Given).By));
    }

    [Fact]
    public async Task Decide_ExpiryAgainstApprovals_HasOneOutcome()
    {
        var asked = await AskInTimeAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 16)
                .Select(i => Task.Run(() => Store.DecideAsync("r1", [i % 2 == 0 ? Expire(asked, 10) : Approve(asked)]))));

        var status = (await Store.FindRequirementAsync(asked.RequirementId))!.Status;
        Assert.Contains(status, new[] { RequirementStatus.Approved, RequirementStatus.Expired });
        Assert.Equal(8, results.Count(result => result.Taken.Count == 1 && result.Taken[0].Status == status));
        Assert.Equal(8, results.Count(result => result.Conflicts.Count == 1));
        Assert.Single(await EventsAsync("r1"), e => e.Type == RunEventTypes.RequirementResolved);
    }
}
