using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    /// <summary>A paused run whose one question needs so many people.</summary>
    private async Task<RequirementRecord> AskSeveralAsync(int quorum)
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1) with { Quorum = quorum };
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] });
        Assert.Equal(new PauseResult(true, 1), await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3)));
        return asked;
    }

    private async Task<RequirementRecord> TakenAsync(DecisionRecord decision) =>
        Assert.Single((await Store.DecideAsync("r1", [decision])).Taken);

    [Fact]
    public async Task Decide_ApprovalBelowTheQuorum_IsKeptAndTheRunStaysPaused()
    {
        var asked = await AskSeveralAsync(3);
        var events = await EventsAsync("r1");

        await Store.DecideAsync("r1", [TestDecision.Approve(asked, "fine", by: "ada", second: 8)]);
        await ReopenAsync();
        var second = await TakenAsync(TestDecision.Approve(asked, by: "bob", second: 9));

        JsonAssert.Equal(
            asked with { Given = [new ApprovalGiven("ada", TestTime.At(8)), new ApprovalGiven("bob", TestTime.At(9))] }, second);
        JsonAssert.Equal(second, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal(
            (RunStatus.Paused, RunStatus.Paused), ((await RunAsync("r1")).Status, (await MemberRunAsync("r1", 1)).Status));
        JsonAssert.Equal(events, await EventsAsync("r1"));
        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
        Assert.Single((await Store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending))).Items);
    }

    [Theory]
    [InlineData("Ann", null, "ann ", null)]
    [InlineData("ann (via link)", null, "ANN", null)]
    [InlineData("ann", null, "\u0061nn\u200B", null)]
    [InlineData("ann", "7", "Ann Smith", "7")]
    public async Task Decide_ThePersonOfBeforeByAnotherSpelling_CountsOnceAsFirstWritten(
        string by, string? id, string again, string? againId)
    {
        var asked = await AskSeveralAsync(2);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: by, second: 8) with { PrincipalId = id }]);
        await ReopenAsync();

        var second = await TakenAsync(TestDecision.Approve(asked, by: again, second: 9) with { PrincipalId = againId });

        JsonAssert.Equal(asked with { Given = [new ApprovalGiven(by, TestTime.At(8)) { PrincipalId = id }] }, second);
        Assert.Equal(RequirementStatus.Approved, (await TakenAsync(TestDecision.Approve(asked, by: "bob", second: 10))).Status);
        Assert.Equal(2, (await Store.ListAuditAsync(
            asked.RequirementId)).Count(entry => entry.Action is AuditActions.Approved or AuditActions.Decided));
        Assert.Equal(id, (await Store.ListAuditAsync(
            asked.RequirementId)).First(entry => entry.Action == AuditActions.Approved).Data!.Value
            .TryGetProperty("principalId", out var told) ? told.GetString() : null);
    }

    [Fact]
    public async Task Decide_SameNameOfTwoPrincipals_IsTwoPeople()
    {
        var asked = await AskSeveralAsync(2);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "Ann", second: 8) with { PrincipalId = "7" }]);

        Assert.Equal(RequirementStatus.Approved, (await TakenAsync(
            TestDecision.Approve(asked, by: "Ann", second: 9) with { PrincipalId = "8" })).Status);
    }

    [Fact]
    public async Task Decide_TheApprovalThatFillsTheQuorum_ApprovesAndTheRunGoesOn()
    {
        var asked = await AskSeveralAsync(2);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "ada", second: 8)]);

        var taken = await TakenAsync(TestDecision.Approve(asked, "go", by: "bob", second: 9));

        Assert.Equal(
            (RequirementStatus.Approved, "bob", "go", 1), (taken.Status, taken.ResolvedBy, taken.Note, taken.EndedPause));
        Assert.Equal(["ada", "bob"], taken.Given.Select(given => given.By));
        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        JsonAssert.Equal([taken], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
    }

    [Theory]
    [InlineData("ada")]
    [InlineData(null)]
    public async Task Decide_TheSamePersonTwice_CountsOnce(string? by)
    {
        var asked = await AskSeveralAsync(2);
        var first = await TakenAsync(TestDecision.Approve(asked, by: by, second: 8));

        JsonAssert.Equal(first, await TakenAsync(TestDecision.Approve(asked, "again", by: by, second: 9)));

        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "bob")]);
        Assert.Equal(RequirementStatus.Approved, (await TakenAsync(TestDecision.Approve(asked, by: by, second: 30))).Status);
    }

    [Fact]
    public async Task Decide_OneRejectionAmongApprovals_Rejects()
    {
        var asked = await AskSeveralAsync(3);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "ada")]);

        var rejected = await TakenAsync(TestDecision.Reject(asked, by: "bob"));

        Assert.Equal(
            (RequirementStatus.Rejected, "bob", RunStatus.Running),
            (rejected.Status, rejected.ResolvedBy, (await RunAsync("r1")).Status));
        Assert.Single((await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "eve")])).Conflicts);
    }

    [Fact]
    public async Task Decide_ApprovalOfOtherArgumentsThanTheFirst_IsAConflict()
    {
        var asked = await AskSeveralAsync(2);
        var first = await TakenAsync(TestDecision.Approve(asked, arguments: """{"text":"ho"}""", by: "ada"));

        var plain = await Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "bob")]);
        var same = await TakenAsync(TestDecision.Approve(asked, arguments: """{ "text": "ho" }""", by: "bob"));

        JsonAssert.Equal([first], plain.Conflicts.ToArray());
        Assert.Equal(RequirementStatus.Approved, same.Status);
        JsonAssert.Equal(JsonText.Parse("""{"text":"ho"}"""), same.EditedArguments!.Value);
    }

    [Fact]
    public async Task Decide_SeveralApprovalsAtOnce_CountTogether()
    {
        var asked = await AskSeveralAsync(2);

        var result = await Store.DecideAsync(
            "r1", [TestDecision.Approve(asked, by: "ada"), TestDecision.Approve(asked, by: "ada"), TestDecision.Approve(
                asked, by: "bob")]);

        Assert.Equal((RequirementStatus.Approved, 2), (Assert.Single(result.Taken).Status, result.Taken[0].Given.Count));
        JsonAssert.Equal(result.Taken[0], await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_ManyPeopleFromManyThreads_ApproveOnceWithTheFirstOfThem()
    {
        var asked = await AskSeveralAsync(5);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 40)
                .Select(i => Task.Run(() => Store.DecideAsync("r1", [TestDecision.Approve(asked, by: "p" + (i % 10))]))));

        Assert.All(results, result => Assert.Empty(result.Conflicts));
        var found = (await Store.FindRequirementAsync(asked.RequirementId))!;
        Assert.Equal((RequirementStatus.Approved, 5), (found.Status, found.Given.Select(given => given.By).Distinct().Count()));
        Assert.Equal(5, found.Given.Count);
        Assert.Single(await EventsAsync("r1"), e => e.Type == RunEventTypes.RequirementResolved);
    }

    [Fact]
    public async Task Decide_WithAConflictBeside_KeepsNoApproval()
    {
        await StartAsync("r1");
        var (open, decided) = (TestRequirement.Of("r1", 1) with { Quorum = 2 }, TestRequirement.Of("r1", 1, 1));
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [open, decided] });
        await Store.DecideAsync("r1", [TestDecision.Reject(decided)]);

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(open), TestDecision.Approve(decided)]);

        Assert.Single(result.Conflicts);
        Assert.Empty((await Store.FindRequirementAsync(open.RequirementId))!.Given);
        Assert.Equal([AuditActions.Created], (await Store.ListAuditAsync(open.RequirementId)).Select(entry => entry.Action));
    }
}
