using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

/// <summary>Pending requirements by deadline.</summary>
public abstract partial class RequirementConformance
{
    [Theory]
    [InlineData(null, null, null, "r2.1-1-1 r1.1-1-0 r2.1-1-2 r1.2-1-0 r1.2-1-1 r2.1-1-3")]
    [InlineData("a", null, null, "r1.1-1-0 r1.2-1-0 r1.2-1-1")]
    [InlineData(null, "r2", null, "r2.1-1-1 r2.1-1-2 r2.1-1-3")]
    [InlineData(null, null, "writer", "r2.1-1-1 r1.2-1-0 r1.2-1-1 r2.1-1-3")]
    [InlineData("b", null, "researcher", "r2.1-1-2")]
    [InlineData("unknown", null, null, "")]
    public async Task ListByDeadline_Pending_EarliestDeadlineFirstAndWithoutOneLast(
        string? team, string? run, string? member, string expected)
    {
        await AskWithDeadlinesAsync();

        Assert.Equal(expected, string.Join(' ', await ByDeadlineAsync(200, team, run, member)));
        Assert.Equal(expected, string.Join(' ', await ByDeadlineAsync(1, team, run, member)));
        Assert.Equal(expected, string.Join(' ', await ByDeadlineAsync(2, team, run, member)));
    }

    [Fact]
    public async Task ListByDeadline_DecidedExpiredAndDeleted_AreGone()
    {
        await AskWithDeadlinesAsync();
        var answered = await Store.FindRequirementAsync("r1.2-1-0");
        await Store.DecideAsync("r1", [TestDecision.Approve(answered!)]);
        await Store.DecideAsync(
            "r1", [new DecisionRecord("r1.1-1-0", "expire", TestTime.At(40)) { From = "timer" }]);
        Assert.Equal(["r2.1-1-1", "r2.1-1-2", "r1.2-1-1", "r2.1-1-3"], await ByDeadlineAsync(2));

        await Store.CommitAsync(TestChange.To("r2", 50) with
        {
            Members = [new MemberRunPatch("r2.1", RunStatus.Failed)],
            CancelRequirementsOf = ["r2.1"],
            Run = new StatusPatch(RunStatus.Failed),
        });
        Assert.Equal(["r1.2-1-1"], await ByDeadlineAsync(2));

        await Store.RetryAsync("r2", ["r2.1"], TestTime.At(60));
        Assert.Equal(["r2.1-1-1", "r2.1-1-2", "r1.2-1-1", "r2.1-1-3"], await ByDeadlineAsync(2));

        await Store.CommitAsync(TestChange.To("r2", 70) with { Run = new StatusPatch(RunStatus.Completed) });
        await Store.DeleteSessionAsync("session-of-r2");
        Assert.Equal(["r1.2-1-1"], await ByDeadlineAsync(2));
    }

    [Fact]
    public async Task ListByDeadline_DecidedAndAddedWhilePaging_ShowsTheOthersOnce()
    {
        await AskWithDeadlinesAsync();
        var first = await Store.ListRequirementsAsync(new RequirementQuery(Limit: 2) { Order = RequirementOrder.Deadline });
        await Store.DecideAsync("r2", [TestDecision.Approve(first.Items[0])]);
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Requirements = [TestRequirement.Of("r1", 1, 7, second: 9) with { ExpiresAt = TestTime.At(25) }],
        });

        var rest = await Store.ListRequirementsAsync(
            new RequirementQuery(Cursor: first.Cursor) { Order = RequirementOrder.Deadline });

        Assert.Equal(["r2.1-1-2", "r1.2-1-0", "r1.2-1-1", "r2.1-1-3"], rest.Items.Select(item => item.RequirementId));
        Assert.Null(rest.Cursor);
    }

    [Fact]
    public async Task ListByDeadline_CursorOfTheOtherOrder_IsNone()
    {
        await AskWithDeadlinesAsync();
        var newest = await Store.ListRequirementsAsync(new RequirementQuery(Limit: 1));
        var earliest = await Store.ListRequirementsAsync(new RequirementQuery(Limit: 1) { Order = RequirementOrder.Deadline });

        await Assert.ThrowsAsync<InvalidCursorException>(() => Store.ListRequirementsAsync(
            new RequirementQuery(Cursor: newest.Cursor) { Order = RequirementOrder.Deadline }));
        await Assert.ThrowsAsync<InvalidCursorException>(
            () => Store.ListRequirementsAsync(new RequirementQuery(Cursor: earliest.Cursor)));
    }

    [Fact]
    public async Task ListByDeadline_OfAnotherStatus_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListRequirementsAsync(
            new RequirementQuery(RequirementStatus.Approved) { Order = RequirementOrder.Deadline }));

    private async Task AskWithDeadlinesAsync()
    {
        await StartAsync("r1", 2);
        await StartAsync("r2");
        RequirementRecord[] all =
        [
            TestRequirement.Of("r1", 1, 0, "a", "researcher", 1) with { ExpiresAt = TestTime.At(30) },
            TestRequirement.Of("r2", 1, 1, "b", "writer", 2) with { ExpiresAt = TestTime.At(20) },
            TestRequirement.Of("r2", 1, 2, "b", "researcher", 3) with { ExpiresAt = TestTime.At(30) },
        ];
        foreach (var asked in all) await Store.CommitAsync(TestChange.To(asked.RunId) with { Requirements = [asked] });
        // Of the same moment, in the order in which they were asked.
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Requirements = [TestRequirement.Of("r1", 2, 0, "a", "writer", 4), TestRequirement.Of("r1", 2, 1, "a", "writer", 4)],
        });
        await Store.CommitAsync(TestChange.To("r2") with { Requirements = [TestRequirement.Of("r2", 1, 3, "b", "writer", 5)] });
    }

    private async Task<List<string>> ByDeadlineAsync(
        int limit, string? team = null, string? run = null, string? member = null)
    {
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await Store.ListRequirementsAsync(
                new RequirementQuery(null, team, run, member, limit, cursor) { Order = RequirementOrder.Deadline });
            Assert.True(page.Items.Count <= limit);
            Assert.All(page.Items, item => Assert.Equal(RequirementStatus.Pending, item.Status));
            seen.AddRange(page.Items.Select(item => item.RequirementId));
            cursor = page.Cursor;
        }
        while (cursor is not null);

        return seen;
    }
}
