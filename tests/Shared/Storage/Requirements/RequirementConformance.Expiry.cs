using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    /// <summary>A paused run whose one question can be decided until second 10.</summary>
    private async Task<RequirementRecord> AskInTimeAsync()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with { ExpiresAt = TestTime.At(10) };
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] });
        Assert.Equal(new PauseResult(true, 1), await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3)));
        return asked;
    }

    private static DecisionRecord Expire(RequirementRecord asked, int second) =>
        new(asked.RequirementId, DecisionKinds.Expire, TestTime.At(second)) { From = "timer" };

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

        var result = await Store.DecideAsync(
            "r1", [new DecisionRecord(asked.RequirementId, word, TestTime.At(second), By: "ada")]);

        JsonAssert.Equal([asked], result.Conflicts.ToArray());
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        Assert.Equal("created", await AuditAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_JustBeforeTheExpiry_IsTaken()
    {
        var asked = await AskInTimeAsync();

        var taken = await TakenAsync(TestDecision.Approve(asked) with { At = TestTime.At(10).AddMilliseconds(-1) });

        Assert.Equal(RequirementStatus.Approved, taken.Status);
    }

    [Fact]
    public async Task Decide_ExpireBeforeTheExpiry_IsAConflict()
    {
        var asked = await AskInTimeAsync();

        JsonAssert.Equal([asked], (await Store.DecideAsync("r1", [Expire(asked, 9)])).Conflicts.ToArray());

        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
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

        JsonAssert.Equal(asked with { Status = RequirementStatus.Expired, Decision = "expire", ResolvedAt = TestTime.At(
            10), EndedPause = 1 }, taken);
        JsonAssert.Equal([taken], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal("created decided", await AuditAsync(asked.RequirementId));
        JsonAssert.Equal(taken, await TakenAsync(Expire(asked, 20)));
        Assert.Single((await Store.DecideAsync("r1", [TestDecision.Approve(asked)])).Conflicts);
        Assert.Single(await EventsAsync("r1"), e => e.Type == RunEventTypes.RequirementResolved);
    }

    [Fact]
    public async Task Decide_ExpireAfterADecision_IsAConflict()
    {
        var asked = await AskInTimeAsync();
        var taken = await TakenAsync(TestDecision.Approve(asked));

        JsonAssert.Equal([taken], (await Store.DecideAsync("r1", [Expire(asked, 10)])).Conflicts.ToArray());
    }

    [Fact]
    public async Task Decide_ExpireWithPartOfAQuorum_ExpiresAndKeepsWhoApproved()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with { ExpiresAt = TestTime.At(10), Quorum = 2 };
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] });
        await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);

        var taken = await TakenAsync(Expire(asked, 10));

        Assert.Equal((RequirementStatus.Expired, "ada"), (taken.Status, Assert.Single(taken.Given).By));
    }

    [Fact]
    public async Task Decide_ExpiryAgainstApprovals_HasOneOutcome()
    {
        var asked = await AskInTimeAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 16)
                .Select(i => Task.Run(() => Store.DecideAsync(
                    "r1", [i % 2 == 0 ? Expire(asked, 10) : TestDecision.Approve(asked)]))));

        var status = (await Store.FindRequirementAsync(asked.RequirementId))!.Status;
        Assert.Contains(status, new[] { RequirementStatus.Approved, RequirementStatus.Expired });
        Assert.Equal(8, results.Count(result => result.Taken.Count == 1 && result.Taken[0].Status == status));
        Assert.Equal(8, results.Count(result => result.Conflicts.Count == 1));
        Assert.Single(await EventsAsync("r1"), e => e.Type == RunEventTypes.RequirementResolved);
    }
}
