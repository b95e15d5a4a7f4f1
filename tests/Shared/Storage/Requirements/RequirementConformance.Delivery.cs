using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

public abstract partial class RequirementConformance
{
    [Fact]
    public async Task Commit_Delivered_IsNoLongerListed()
    {
        await StartAsync("r1", 2);
        var (first, _) = await AskAsync("r1", 1);
        var (second, _) = await AskAsync("r1", 2);
        await Store.DecideAsync("r1", [TestDecision.Approve(first), TestDecision.Reject(second)]);
        Assert.Equal(2, (await Store.ListUndeliveredDecisionsAsync()).Count);

        await Store.CommitAsync(TestChange.To("r1", 10) with { Delivered = [first.RequirementId] });

        Assert.Equal([second.RequirementId], (await Store.ListUndeliveredDecisionsAsync()).Select(r => r.RequirementId));
        Assert.True((await Store.FindRequirementAsync(first.RequirementId))!.Delivered);
    }

    [Fact]
    public async Task Commit_DeliveredOfAPendingOne_DoesNothing()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);

        await Store.CommitAsync(TestChange.To("r1", 10) with { Delivered = [asked.RequirementId] });

        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Fact]
    public async Task ListUndeliveredDecisions_MemberRunFinished_IsNotListed()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);
        await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);

        await Store.CommitAsync(TestChange.To("r1", 10) with { Members = [new MemberRunPatch("r1.1", RunStatus.Cancelled)] });

        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Commit_CancelRequirementsOf_CancelsThePendingOnesBeforeItsEvents()
    {
        await StartAsync("r1", 2);
        var (decided, _) = await AskAsync("r1", 1);
        var (open, _) = await AskAsync("r1", 1, call: 1);
        var (other, _) = await AskAsync("r1", 2);
        await Store.DecideAsync("r1", [TestDecision.Approve(decided)]);
        var seen = (await EventsAsync("r1")).Count;
        var change = TestChange.To("r1", 12) with
        {
            CancelRequirementsOf = ["r1.1"],
            Events = [new RunEventDraft("end", RunEventTypes.RunCancelled)]
        };

        await Store.CommitAsync(change);
        await Store.CommitAsync(change);

        JsonAssert.Equal(
            open with { Status = RequirementStatus.Cancelled, ResolvedAt = TestTime.At(12) }, await Store.FindRequirementAsync(
                open.RequirementId));
        Assert.Equal(RequirementStatus.Approved, (await Store.FindRequirementAsync(decided.RequirementId))!.Status);
        JsonAssert.Equal(other, await Store.FindRequirementAsync(other.RequirementId));
        var events = await Store.ListEventsAsync("r1", seen, 10);
        Assert.Equal(["RequirementResolved", "RunCancelled"], events.Select(e => e.Type));
        Assert.Equal("""{"requirementId":"r1.1-1-1","status":"cancelled"}""", events[0].Data!.Value.GetRawText());
    }
}
