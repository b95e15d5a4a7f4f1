using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>
/// What workers may do in any order and more than once, on every host. (Lost leases on the embedded host are in
/// <see cref="RemoteMemberTests"/>.)
/// </summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task ReSpawn_OneMemberTwiceAndTheSecondEndsFirst_EachResultComesToItsOwnCall(StoreKind kind)
    {
        await using var stage = await Stage.OpenAsync(output, kind, Crew.Team());
        var run = await Crew.StartAsync(stage, "first", "second");
        var leases = await stage.Api.LeaseAllAsync(2);
        var (first, second) = (leases["first"], leases["second"]);
        Assert.NotEqual(first.Text("workId"), second.Text("workId"));

        // Out of order, doubled, and from whichever process: only the work's id and token count.
        (await stage.Api.ReportAsync(second, Crew.Steps("b"))).Expect(200);
        (await stage.Api.ReportAsync(first, [.. Crew.Steps("a").Reverse()])).Expect(200);
        var again = (await stage.Api.ReportAsync(first, [.. Crew.Steps("a"), .. Crew.Steps("a")])).Expect(200).Json;
        Assert.Equal(0, again.Number("recorded"));
        (await stage.Api.CompleteAsync(second, "two")).Expect(200);
        await stage.Api.UntilAsync(run, "running", now => now.Items("members")
            .Any(member => member.Text("task") == "second" && member.Text("status") == "completed"));

        // A question is one question, however often it is asked.
        var asked = (await stage.Api.AskAsync(first, "may-i")).Expect(200).Json;
        Assert.Equal(asked.Text("requirementId"), (await stage.Api.AskAsync(first, "may-i")).Expect(200).Json.Text("requirementId"));
        var requirement = await stage.Api.UntilPausedAsync(run);
        Assert.Equal(("push", asked.Text("requirementId")), (requirement.Text("tool", "name"), requirement.Text("requirementId")));
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        Assert.Equal("approved", (await stage.Api.AnswerAsync(first, "may-i")).Expect(200).Json.Text("status"));

        (await stage.Api.CompleteAsync(first, "one")).Expect(200);
        (await stage.Api.CompleteAsync(first, "one")).Expect(200);
        Assert.Equal("alreadyCompleted", (await stage.Api.CompleteAsync(first, "another")).Code(409));
        var done = await stage.Api.UntilAsync(run, "completed");
        Assert.Equal("Done: one; two", done.Text("output", "text"));
        // The end of the work is not the end of its reports.
        Assert.Equal(2, (await stage.Api.ReportAsync(first, Crew.Steps("c"))).Expect(200).Json.Number("recorded"));
        var members = (await stage.Api.RunAsync(run)).Items("members");
        Assert.Equal(
            [("one", 20L, 10L), ("two", 10L, 5L)],
            members.OrderBy(member => member.Text("task"), StringComparer.Ordinal).Select(member => (
                member.Text("output")!, member.Number("usage", "inputTokens"), member.Number("usage", "outputTokens"))));
    }

    [Theory]
    [OnFunctions]
    public async Task LostLease_TheLostReturns_IsSupersededAndTheOtherAttemptCounts(StoreKind kind)
    {
        await using var stage = await Stage.OpenAsync(output, kind, Crew.Team("lease: 1s, attempts: 2"));
        var run = await Crew.StartAsync(stage, "it");
        var lost = await stage.Api.LeaseAsync("ann");

        var kept = await stage.Api.LeaseAsync("bob");

        Assert.Equal((lost.Text("workId"), 2), (kept.Text("workId"), kept.Number("attempt")));
        Assert.Equal(lost.Text("idempotencyKey"), kept.Text("idempotencyKey"));
        Assert.NotEqual(lost.Text("token"), kept.Text("token"));
        foreach (var call in new Func<Task<ApiResponse>>[]
        {
            () => stage.Api.HeartbeatAsync(lost), () => stage.Api.ReportAsync(lost, Crew.Steps("x")),
            () => stage.Api.AskAsync(lost, "q"), () => stage.Api.CompleteAsync(lost, "late"),
        }) Assert.Equal("superseded", (await call()).Code(409));
        (await stage.Api.CompleteAsync(kept, "in time")).Expect(200);
        await stage.Api.UntilAsync(run, "completed");
        var types = (await stage.Api.EventsAsync(run)).Select(told => told.Text("type")).ToList();
        Assert.Single(types, "WorkLost");
        Assert.Single(types, "WorkResultLate");
        Assert.Single(types, "MemberRunCompleted");
    }
}
