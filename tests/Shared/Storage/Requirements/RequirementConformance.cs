using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Requirements;

/// <summary>Requirements, what people decide on them, and pauses.</summary>
public abstract partial class RequirementConformance(IStoreUnderTest store) : RunStoreConformance(store)
{
    [Fact]
    public async Task Commit_Requirement_EveryMemberReadsTheSame()
    {
        await StartAsync("r1");
        var full = TestRequirement.Of("r1", 1) with
        {
            Status = RequirementStatus.Approved,
            MemberPath = ["newsroom", "fact-checkers", "a/b"],
            Call = new CallReference("r1.1", 4, 2),
            EditedArguments = JsonText.Parse("""{"text":null}"""),
            Decision = "approve",
            Note = "fine",
            ResolvedBy = "ada",
            ResolvedAt = TestTime.At(4),
            EndedPause = 2,
            Delivered = true,
            Reason = "the process ended",
            Attempts = 2,
        };
        var plain = TestRequirement.Of("r1", 1, 1);

        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [full, plain] });

        JsonAssert.Equal(full, await Store.FindRequirementAsync(full.RequirementId));
        JsonAssert.Equal(plain, await Store.FindRequirementAsync(plain.RequirementId));
    }

    [Fact]
    public async Task Commit_RequirementThatExists_IsLeftAlone()
    {
        await StartAsync("r1");
        var requirement = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [requirement] });

        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [requirement with { MemberId = "other" }] });

        JsonAssert.Equal(requirement, await Store.FindRequirementAsync(requirement.RequirementId));
    }

    [Fact]
    public async Task Commit_RequirementOfAFinishedMemberRun_IsCancelledAtOnce()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with { Members = [new MemberRunPatch("r1.1", RunStatus.Failed)] });
        var late = TestRequirement.Of("r1", 1);

        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [late] });

        Assert.Equal(RequirementStatus.Cancelled, (await Store.FindRequirementAsync(late.RequirementId))!.Status);
        Assert.Empty((await Store.ListRequirementsAsync(new RequirementQuery(RequirementStatus.Pending))).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("none.1-1-0")]
    [InlineData("r1.")]
    [InlineData("r1.1-1-9")]
    [InlineData("r1")]
    public async Task FindRequirement_Unknown_IsNull(string id)
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [TestRequirement.Of("r1", 1)] });

        Assert.Null(await Store.FindRequirementAsync(id));
    }

    [Theory]
    [InlineData(null, null, null, null, "r1.2-1-0 r2.1-1-1 r2.1-1-0 r1.1-1-0")]
    [InlineData(RequirementStatus.Pending, null, null, null, "r1.2-1-0 r2.1-1-1 r1.1-1-0")]
    [InlineData(RequirementStatus.Approved, null, null, null, "r2.1-1-0")]
    [InlineData(null, "a", null, null, "r1.2-1-0 r1.1-1-0")]
    [InlineData(null, null, "r2", null, "r2.1-1-1 r2.1-1-0")]
    [InlineData(null, null, null, "researcher", "r2.1-1-0 r1.1-1-0")]
    [InlineData(RequirementStatus.Pending, "b", null, null, "r2.1-1-1")]
    [InlineData(RequirementStatus.Pending, null, "r1", null, "r1.2-1-0 r1.1-1-0")]
    [InlineData(RequirementStatus.Pending, null, null, "researcher", "r1.1-1-0")]
    [InlineData(RequirementStatus.Approved, "b", null, "researcher", "r2.1-1-0")]
    [InlineData(RequirementStatus.Pending, "b", "r2", "writer", "r2.1-1-1")]
    [InlineData(RequirementStatus.Cancelled, null, null, null, "")]
    [InlineData(null, "unknown", null, null, "")]
    [InlineData(null, null, "unknown", null, "")]
    [InlineData(null, null, null, "unknown", "")]
    public async Task ListRequirements_Restricted_NewestFirst(
        RequirementStatus? status, string? team, string? run, string? member, string expected)
    {
        await StartAsync("r1", 2);
        await StartAsync("r2");
        RequirementRecord[] all =
        [
            TestRequirement.Of("r1", 1, 0, "a", "researcher", 1), TestRequirement.Of("r2", 1, 0, "b", "researcher", 2),
            TestRequirement.Of("r2", 1, 1, "b", "writer", 3), TestRequirement.Of("r1", 2, 0, "a", "writer", 4),
        ];
        foreach (var asked in all) await Store.CommitAsync(TestChange.To(asked.RunId) with { Requirements = [asked] });
        await Store.DecideAsync("r2", [TestDecision.Approve(all[1])]);

        var page = await Store.ListRequirementsAsync(new RequirementQuery(status, team, run, member));

        Assert.Equal(expected, string.Join(' ', page.Items.Select(item => item.RequirementId)));
        Assert.Null(page.Cursor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("r1")]
    public async Task ListRequirements_AddedAndDecidedWhilePaging_PagesStayStable(string? run)
    {
        await StartAsync("r1");
        for (var i = 0; i < 7; i++)
            await Store.CommitAsync(TestChange.To("r1") with { Requirements = [TestRequirement.Of("r1", 1, i, second: i)] });
        var seen = new List<int>();
        string? cursor = null;
        do
        {
            var page = await Store.ListRequirementsAsync(new RequirementQuery(RunId: run, Limit: 2, Cursor: cursor));
            seen.AddRange(page.Items.Select(item => item.Call.Index));
            cursor = page.Cursor;
            await Store.DecideAsync("r1", [TestDecision.Approve(page.Items[0])]);
            await Store.CommitAsync(
                TestChange.To(
                    "r1") with { Requirements = [TestRequirement.Of("r1", 1, 10 + seen.Count, second: 10 + seen.Count)] });
        }
        while (cursor is not null);

        Assert.Equal([6, 5, 4, 3, 2, 1, 0], seen);
    }

    [Fact]
    public async Task Decide_Approve_ResolvesAndIsUndelivered()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(asked, "fine", """{"text":"ho"}""", "ada", 8)]);

        var expected = asked with
        {
            Status = RequirementStatus.Approved,
            Decision = "approve",
            Note = "fine",
            EditedArguments = JsonText.Parse("""{"text":"ho"}"""),
            Given = [new ApprovalGiven("ada", TestTime.At(8))],
            ResolvedBy = "ada",
            ResolvedAt = TestTime.At(8),
            EndedPause = 1,
        };
        Assert.Empty(result.Conflicts);
        JsonAssert.Equal([expected], result.Taken.ToArray());
        JsonAssert.Equal(expected, await Store.FindRequirementAsync(asked.RequirementId));
        JsonAssert.Equal([expected], (await Store.ListUndeliveredDecisionsAsync()).ToArray());
    }

    [Fact]
    public async Task Decide_PausedRun_GoesOnAndSaysSo()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);

        await Store.DecideAsync("r1", [TestDecision.Reject(asked)]);

        Assert.Equal(RunStatus.Running, (await RunAsync("r1")).Status);
        Assert.Equal(TestTime.At(9), (await RunAsync("r1")).UpdatedAt);
        Assert.Equal(RunStatus.Running, (await MemberRunAsync("r1", 1)).Status);
        var events = await EventsAsync("r1");
        Assert.Equal(["RunPaused", "RequirementResolved", "RunContinued"], events.Select(e => e.Type));
        Assert.Equal(
        [
            """{"requirements":["r1.1-1-0"]}""",
            """{"requirementId":"r1.1-1-0","status":"rejected","decision":"reject","by":"ada"}""",
            """{"pause":1}"""
        ],
            events.Select(e => e.Data!.Value.GetRawText()));
        Assert.Equal([null, "r1.1", null], events.Select(e => e.MemberRunId));
    }

    [Fact]
    public async Task Decide_SameAgain_IsTakenUnchanged()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);
        var first = await Store.DecideAsync("r1", [TestDecision.Approve(asked, "fine", """{"a":1,"b":2}""")]);
        var events = await EventsAsync("r1");

        var again = await Store.DecideAsync(
            "r1", [TestDecision.Approve(asked, "other note", """{ "b": 2, "a": 1 }""", "bob", 30)]);

        Assert.Empty(again.Conflicts);
        JsonAssert.Equal(first.Taken, again.Taken);
        JsonAssert.Equal(events, await EventsAsync("r1"));
    }

    [Fact]
    public async Task Decide_OtherwiseThanBefore_IsAConflict()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);
        var taken = (await Store.DecideAsync("r1", [TestDecision.Approve(asked)])).Taken[0];

        foreach (var decision in new[] { TestDecision.Reject(asked), TestDecision.Approve(
            asked, arguments: """{"text":"edited"}""") })
        {
            var result = await Store.DecideAsync("r1", [decision]);

            JsonAssert.Equal([taken], result.Conflicts.ToArray());
            Assert.Empty(result.Taken);
        }

        JsonAssert.Equal(taken, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Fact]
    public async Task Decide_OneOfSeveralConflicts_NothingIsTaken()
    {
        await StartAsync("r1", 2);
        var (first, _) = await AskAsync("r1", 1);
        var (second, _) = await AskAsync("r1", 2);
        await Store.DecideAsync("r1", [TestDecision.Approve(first)]);
        var events = await EventsAsync("r1");

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(second), TestDecision.Reject(first)]);

        Assert.Equal([first.RequirementId], result.Conflicts.Select(c => c.RequirementId));
        Assert.Empty(result.Taken);
        JsonAssert.Equal(second, await Store.FindRequirementAsync(second.RequirementId));
        JsonAssert.Equal(events, await EventsAsync("r1"));
    }

    [Fact]
    public async Task Decide_SeveralAtOnce_TheFirstEndsThePause()
    {
        await StartAsync("r1", 2);
        var (first, _) = await AskAsync("r1", 1);
        var (second, _) = await AskAsync("r1", 2);

        var result = await Store.DecideAsync(
            "r1", [TestDecision.Reject(second), TestDecision.Approve(first), TestDecision.Reject(second)]);

        Assert.Equal(
        [
            (second.RequirementId, 1), (first.RequirementId, (int?)null)
        ], result.Taken.Select(t => (t.RequirementId, t.EndedPause)));
        Assert.Equal(["RunPaused", "RequirementResolved", "RequirementResolved", "RunContinued"], (await EventsAsync(
            "r1")).Select(e => e.Type));
        Assert.All(await Store.ListMemberRunsAsync("r1"), memberRun => Assert.Equal(RunStatus.Running, memberRun.Status));
    }

    [Fact]
    public async Task Decide_BothWaysInOneRequest_IsAConflict()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(asked), TestDecision.Reject(asked)]);

        JsonAssert.Equal([asked], result.Conflicts.ToArray());
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Equal(RunStatus.Paused, (await RunAsync("r1")).Status);
    }

    [Fact]
    public async Task Decide_BeforeTheMemberRunPaused_DoesNotContinueAnything()
    {
        await StartAsync("r1");
        var asked = TestRequirement.Of("r1", 1);
        await Store.CommitAsync(TestChange.To("r1") with { Requirements = [asked] });

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);
        var pause = await Store.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(10));

        Assert.Null(result.Taken[0].EndedPause);
        Assert.Equal(new PauseResult(false, null), pause);
        Assert.Equal(["RequirementResolved"], (await EventsAsync("r1")).Select(e => e.Type));
    }

    [Fact]
    public async Task Decide_CancelledRequirement_IsAConflict()
    {
        await StartAsync("r1");
        var (asked, _) = await AskAsync("r1", 1);
        await Store.CommitAsync(TestChange.To("r1", 5) with { CancelRequirementsOf = ["r1.1"] });

        var result = await Store.DecideAsync("r1", [TestDecision.Approve(asked)]);

        Assert.Equal(RequirementStatus.Cancelled, Assert.Single(result.Conflicts).Status);
    }

    [Fact]
    public async Task Decide_FinishedRunOrMemberRun_IsAConflict()
    {
        await StartAsync("r1", 2);
        var (first, _) = await AskAsync("r1", 1);
        var (second, _) = await AskAsync("r1", 2);
        await Store.CommitAsync(TestChange.To("r1", 5) with { Members = [new MemberRunPatch("r1.1", RunStatus.Failed)] });
        Assert.Single((await Store.DecideAsync("r1", [TestDecision.Approve(first)])).Conflicts);
        await Store.CommitAsync(TestChange.To("r1", 5) with { Run = new StatusPatch(RunStatus.Failed) });
        Assert.Single((await Store.DecideAsync("r1", [TestDecision.Approve(second)])).Conflicts);

        Assert.Equal(RunStatus.Failed, (await RunAsync("r1")).Status);
        Assert.Empty(await Store.ListUndeliveredDecisionsAsync());
    }

    [Fact]
    public async Task Decide_NotARequirementOfTheRun_Throws()
    {
        await StartAsync("r1");
        await StartAsync("r2");
        var (asked, _) = await AskAsync("r1", 1);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.DecideAsync("r2", [TestDecision.Approve(asked)]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DecideAsync(
            "r1", [TestDecision.Approve(asked) with { RequirementId = "r1.1-9-9" }]));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DecideAsync(
            "r1", [TestDecision.Approve(asked) with { Decision = "maybe" }]));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.DecideAsync("none", []));
        JsonAssert.Equal(asked, await Store.FindRequirementAsync(asked.RequirementId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Decide_EightAtOnce_OneIsAccepted(int round)
    {
        var run = "r" + round;
        await StartAsync(run);
        var (asked, _) = await AskAsync(run, 1);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            Store.DecideAsync(run, [TestDecision.Approve(asked, arguments: $$"""{"text":"{{i}}"}""", by: "person" + i)]))));

        var taken = Assert.Single(results.SelectMany(result => result.Taken));
        Assert.Equal(7, results.Count(result => result.Conflicts.Count == 1));
        JsonAssert.Equal(taken, await Store.FindRequirementAsync(asked.RequirementId));
        Assert.Single(await EventsAsync(run), e => e.Type == RunEventTypes.RequirementResolved);
        Assert.Single(await EventsAsync(run), e => e.Type == RunEventTypes.RunContinued);
    }
}
