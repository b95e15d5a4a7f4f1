using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

/// <summary>Runs by user, text, time and error.</summary>
public abstract partial class RunConformance
{
    [Fact]
    public async Task ListRuns_Searched_FindsWhatFitsAllRestrictions()
    {
        await RunsToSearchAsync();

        await FindsAsync(new RunQuery { UserId = "ann" }, "r5", "r3", "r1");
        await FindsAsync(new RunQuery { UserId = "nobody" });
        await FindsAsync(new RunQuery { Text = "INVOICE" }, "r4", "r2", "r1");
        await FindsAsync(new RunQuery { Text = "größe" }, "r5");
        await FindsAsync(new RunQuery { Text = "100%_" }, "r3");
        await FindsAsync(new RunQuery { ErrorCode = "maxSteps" }, "r4", "r2");
        await FindsAsync(new RunQuery { ErrorCode = "maxsteps" });
        await FindsAsync(new RunQuery { CreatedAfter = TestTime.At(3) }, "r5", "r4", "r3");
        await FindsAsync(new RunQuery { CreatedBefore = TestTime.At(3) }, "r2", "r1");
        await FindsAsync(new RunQuery { CreatedAfter = TestTime.At(2), CreatedBefore = TestTime.At(4) }, "r3", "r2");
        await FindsAsync(new RunQuery { CreatedAfter = TestTime.At(4), CreatedBefore = TestTime.At(4) });
        await FindsAsync(new RunQuery(RunStatus.Failed) { Text = "invoice" }, "r4", "r2");
        await FindsAsync(new RunQuery(TeamId: "desk") { UserId = "ann" }, "r3");
        await FindsAsync(new RunQuery(SessionId: "s") { CreatedBefore = TestTime.At(3) }, "r1");
        await FindsAsync(new RunQuery(RunStatus.Failed, TestRun.Team)
        {
            UserId = "bob",
            Text = "went",
            ErrorCode = "maxSteps",
            CreatedAfter = TestTime.At(4),
            CreatedBefore = DateTimeOffset.MaxValue,
        }, "r4");
    }

    [Fact]
    public async Task ListRuns_SearchedForATextThatListsDoNotShow_DoesNotFindIt()
    {
        await Store.CreateRunAsync(
            TestRun.Of("r1") with { Input = new string('x', 990) + " needle " + new string('x', 50) }, null);
        await Store.CreateRunAsync(TestRun.Of("r2", 1) with { Input = new string('x', 1_000) + " needle" }, null);

        await FindsAsync(new RunQuery { Text = "Needle" }, "r1");
    }

    private async Task RunsToSearchAsync()
    {
        RunRecord[] runs =
        [
            TestRun.Of("r1", 1, session: "s") with { UserId = "ann", Input = "Pay the Invoice of Ann" },
            TestRun.Of("r2", 2) with { UserId = "bob" },
            TestRun.Of("r3", 3, "desk", "s") with { UserId = "ann", Input = "It is 100%_sure" },
            TestRun.Of("r4", 4) with { UserId = "bob", Input = "Another invoice" },
            TestRun.Of("r5", 5) with { UserId = "ann", Input = "Die GRÖSSE der Größe" },
        ];
        foreach (var run in runs) await Store.CreateRunAsync(run, null);
        await FailAsync("r2", "The invoice had too many steps");
        await FailAsync("r4", "It went on and on");

        Task FailAsync(string run, string why) => Store.CommitAsync(TestChange.To(run, 9) with
        {
            Run = new StatusPatch(RunStatus.Failed, Error: new RunError("maxSteps", why)),
        });
    }

    /// <summary>All pages, of any length, together have these runs.</summary>
    private async Task FindsAsync(RunQuery query, params string[] expected)
    {
        foreach (var limit in new[] { 1, 2, 50 })
        {
            List<string> found = [];
            string? cursor = null;
            do
            {
                var page = await Store.ListRunSummariesAsync(query with { Limit = limit, Cursor = cursor });
                Assert.True(page.Items.Count <= limit);
                found.AddRange(page.Items.Select(item => item.Run.RunId));
                cursor = page.Cursor;
            }
            while (cursor is not null);

            Assert.Equal(expected, found);
        }
    }
}
