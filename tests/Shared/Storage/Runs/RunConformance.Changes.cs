using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task Commit_UnknownRun_Throws() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store.CommitAsync(
            TestChange.To("none") with { Events = [TestEvent.Of("k")] }));

    [Theory]
    [InlineData("r2.0")]
    [InlineData("r1")]
    [InlineData("r1.")]
    [InlineData("r1.01")]
    [InlineData("r1.-1")]
    [InlineData("r1.x")]
    [InlineData("")]
    public async Task Commit_MemberRunOfAnotherRun_ThrowsAndWritesNothing(string id)
    {
        await StartAsync("r1");

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(TestChange.To("r1") with
        {
            Events = [TestEvent.Of("k")],
            Messages = [TestMessage.Of("r1", 0, 1, 0) with { MemberRunId = id }],
        }));
        Assert.Empty(await EventsAsync("r1"));
        Assert.Empty(await Store.ListMessagesAsync("r1", id));
    }

    [Fact]
    public async Task Commit_RunStatus_SetsStatusOutputAndTimes()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        await Store.CommitAsync(TestChange.To("r1", 2) with { Run = new StatusPatch(RunStatus.Running) });
        var running = await RunAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 7) with { Run = new StatusPatch(RunStatus.Completed, "Done") });
        var completed = await RunAsync("r1");

        Assert.Equal((RunStatus.Running, TestTime.At(2), null), (running.Status, running.UpdatedAt, running.CompletedAt));
        Assert.Equal((RunStatus.Completed, TestTime.At(7), TestTime.At(
            7)), (completed.Status, completed.UpdatedAt, completed.CompletedAt));
        Assert.Equal("Done", completed.Output);
    }

    [Theory]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    public async Task Commit_FinishedRun_KeepsStatusOutputAndError(RunStatus final)
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 5) with { Run = new StatusPatch(final, "Out", new RunError("c", "m")) });
        foreach (var later in Enum.GetValues<RunStatus>())
            await Store.CommitAsync(
                TestChange.To("r1", 9) with { Run = new StatusPatch(later, "Late", new RunError("late", "late")) });

        var run = await RunAsync("r1");

        Assert.Equal(
            (final, "Out", new RunError("c", "m"), TestTime.At(5)), (run.Status, run.Output, run.Error, run.CompletedAt));
    }

    [Fact]
    public async Task Commit_FinishedRun_RecordsWhatArrivesButAddsNoEvents()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 5) with { Run = new StatusPatch(RunStatus.Failed) });

        await Store.CommitAsync(
            TestChange.To("r1", 6) with { Messages = [TestMessage.Of("r1", 1, 1, 0)], Events = [TestEvent.Of("k")] });

        Assert.Single(await Store.ListRunMessagesAsync("r1"));
        Assert.Empty(await EventsAsync("r1"));
    }

    [Fact]
    public async Task Commit_Started_EveryMemberReadsTheSameInTheOrderOfPositions()
    {
        await Store.CreateRunAsync(TestRun.Of("r1"), null);
        MemberRunRecord[] memberRuns =
        [
            TestMemberRun.Of("r1", 0),
            .. Enumerable.Range(1, 11).Select(i => TestMemberRun.Of("r1", i, parent: 0, second: i)),
            TestMemberRun.Of("r1", 12, RunStatus.Failed, 3) with
            {
                Brief = new Brief { Call = new CallReference("r1.3", 4, 5) },
                Output = "So far",
                Error = new RunError("maxSteps", "Too many", "researcher"),
                Usage = new Usage(5_000_000_000, 2, 3, 4),
                CompletedAt = TestTime.At(30),
            },
        ];

        await Store.CommitAsync(TestChange.To("r1") with { Started = [.. memberRuns.Reverse()] });

        JsonAssert.Equal(memberRuns, (await Store.ListMemberRunsAsync("r1")).ToArray());
    }

    [Fact]
    public async Task Commit_ManyThatAreThere_ChangesAllOfThem()
    {
        const int Many = 250;
        await StartAsync("r1", Many);
        RequirementRecord[] asked = [.. Enumerable.Range(1, Many).Select(i => TestRequirement.Of("r1", i))];
        await Store.CommitAsync(TestChange.To("r1", 2) with { Requirements = asked });
        var change = TestChange.To("r1", 3) with
        {
            Members =
            [
                .. Enumerable.Range(1, Many).Select(i => new MemberRunPatch(
                    RunIds.Member("r1", i), RunStatus.Failed, Error: new RunError("c", "Failed " + i)))
            ],
            CancelRequirementsOf = [.. asked.Select(one => one.MemberRunId)],
            Events = [TestEvent.Of("end")],
        };

        await Store.CommitAsync(change);
        await Store.CommitAsync(change);

        Assert.Equal(
            [(RunStatus.Running, null), .. Enumerable.Range(1, Many).Select(i => (RunStatus.Failed, (string?)$"Failed {i}"))],
            (await Store.ListMemberRunsAsync("r1")).Select(memberRun => (memberRun.Status, memberRun.Error?.Message)));
        Assert.Equal(RequirementStatus.Cancelled, (await Store.FindRequirementAsync(asked[^1].RequirementId))!.Status);
        Assert.Equal(0, (await Store.CountPendingAsync()).GetValueOrDefault(TestRun.Team));
        Assert.Equal(Many + 1, (await EventsAsync("r1")).Count);
        await Store.CommitAsync(
            TestChange.To("r1", 4) with { Members = [new MemberRunPatch("r1.0", RunStatus.Completed, "Done")] });
        Assert.Equal("Done", (await MemberRunAsync("r1", 0)).Output);
    }

    [Fact]
    public async Task Commit_StartedAgainOtherwise_IsLeftAlone()
    {
        await StartAsync("r1");
        var before = await MemberRunAsync("r1", 1);

        await Store.CommitAsync(
            TestChange.To("r1", 9) with { Started = [TestMemberRun.Of("r1", 1, RunStatus.Failed, second: 9)] });

        JsonAssert.Equal(before, await MemberRunAsync("r1", 1));
    }

    [Fact]
    public async Task Commit_MemberPatch_NullsLeaveWhatIs()
    {
        await StartAsync("r1");
        var before = await MemberRunAsync("r1", 1);
        await Store.CommitAsync(
            TestChange.To("r1", 5) with { Members = [new MemberRunPatch("r1.1", Usage: new Usage(1, 2, 3, 4))] });
        await Store.CommitAsync(TestChange.To("r1", 6) with { Members = [new MemberRunPatch("r1.1", Output: "Half")] });
        await Store.CommitAsync(
            TestChange.To(
                "r1", 7) with { Members = [new MemberRunPatch("r1.1", RunStatus.Failed, Error: new RunError("c", "m"))] });

        JsonAssert.Equal(before with
        {
            Status = RunStatus.Failed,
            Output = "Half",
            Error = new RunError("c", "m"),
            Usage = new Usage(1, 2, 3, 4),
            CompletedAt = TestTime.At(7)
        }, await MemberRunAsync("r1", 1));
    }

    [Fact]
    public async Task Commit_FinishedMemberRun_KeepsStatusOutputErrorAndEnd()
    {
        await StartAsync("r1");
        await Store.CommitAsync(
            TestChange.To("r1", 5) with { Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Out")] });
        var before = await MemberRunAsync("r1", 1);
        await Store.CommitAsync(
            TestChange.To(
                "r1", 6) with { Members = [new MemberRunPatch("r1.1", RunStatus.Failed, "Late", new RunError("c", "m"))] });
        await Store.CommitAsync(TestChange.To("r1", 7) with { Members = [new MemberRunPatch("r1.1", RunStatus.Running)] });

        JsonAssert.Equal(before, await MemberRunAsync("r1", 1));
    }

    [Fact]
    public async Task Commit_OlderUsageAgain_DoesNotShrinkTheTotal()
    {
        await StartAsync("r1");
        await Store.CommitAsync(
            TestChange.To("r1", 5) with { Members = [new MemberRunPatch("r1.1", Usage: new Usage(20, 10, 2, 1))] });
        await Store.CommitAsync(
            TestChange.To("r1", 6) with { Members = [new MemberRunPatch("r1.1", Usage: new Usage(10, 5, 1, 1))] });

        Assert.Equal(new Usage(20, 10, 2, 1), (await MemberRunAsync("r1", 1)).Usage);
    }

    [Fact]
    public async Task Commit_PatchOfUnknownMemberRun_DoesNothing()
    {
        await StartAsync("r1");

        await Store.CommitAsync(TestChange.To("r1") with { Members = [new MemberRunPatch("r1.7", RunStatus.Failed)] });

        Assert.Equal(2, (await Store.ListMemberRunsAsync("r1")).Count);
    }

    [Fact]
    public async Task Commit_Message_EveryMemberReadsTheSame()
    {
        await StartAsync("r1");
        var full = new MessageRecord
        {
            MemberRunId = "r1.1",
            Turn = 3,
            Slot = 2,
            Role = "assistant",
            Author = "researcher",
            Text = "Look",
            Calls =
            [
                new StoredCall("c1", "search", JsonText.Parse("""{"q":["a",1.0,null]}"""), Use: 3)
                {
                    Binding = TestRequirement.Binding
                },
                new StoredCall("c2", "search", JsonText.Parse("\"not json\""))
            ],
            CallId = "c0",
            OutputOf = "r1.2",
            Status = ToolCallStatus.Rejected,
            Attempts = 2,
            Usage = new Usage(1, 2, 3, 4),
            Model = "gpt-4o-mini",
            FinishReason = "length",
            Kept = """{"message":{"reasoning_content":"hm"},"calls":[{"extra_content":{"n":1.50}}]}""",
        };
        MessageRecord[] messages =
        [
            full,
            full with { Slot = 3, Calls = [], OutputOf = "other.1", Text = "" },
            TestMessage.Of("r1", 1, 3, 4, null, "tool")
        ];

        await Store.CommitAsync(TestChange.To("r1") with { Messages = messages });

        JsonAssert.Equal(messages, (await Store.ListMessagesAsync("r1", "r1.1")).ToArray());
        JsonAssert.Equal(full, await Store.FindMessageAsync("r1", "r1.1", 3, 2));
    }

    [Fact]
    public async Task Commit_MessageWhoseKeyExists_TheFirstWins()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 1, 1, 0, "First")] });
        await Store.CommitAsync(
            TestChange.To("r1") with { Messages = [TestMessage.Of("r1", 1, 1, 0, "Second"), TestMessage.Of(
                "r1", 1, 1, 1, "Result", "tool")] });

        Assert.Equal(["First", "Result"], (await Store.ListMessagesAsync("r1", "r1.1")).Select(message => message.Text));
    }

    [Fact]
    public async Task ListMessages_WrittenInAnyOrder_OrderedByMemberRunTurnAndSlot()
    {
        await StartAsync("r1", members: 12);
        var keys = (from memberRun in Enumerable.Range(0, 12) from turn in Enumerable.Range(0, 3)
            from slot in Enumerable.Range(0, 12) select (memberRun, turn, slot)).ToArray();
        var messages = keys.Select(key => TestMessage.Of("r1", key.memberRun, key.turn, key.slot)).ToArray();

        await Store.CommitAsync(TestChange.To("r1") with { Messages = [.. messages.OrderBy(m => (m.Slot * 7) + (m.Turn * 5))] });

        JsonAssert.Equal(messages, (await Store.ListRunMessagesAsync("r1")).ToArray());
        JsonAssert.Equal(
            messages.Where(m => m.MemberRunId == "r1.11").ToArray(), (await Store.ListMessagesAsync("r1", "r1.11")).ToArray());
    }

    [Fact]
    public async Task MeasureConversation_LongAndShortTexts_IsNoLessThanTheyHaveAndOfOneMemberRun()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with
        {
            Messages =
            [
                TestMessage.Of("r1", 1, 1, 0, null) with
                {
                    Calls = [new StoredCall("c", "t", JsonText.Parse($$"""{"q":"{{new string('x', 5_000)}}"}"""))]
                },
                TestMessage.Of("r1", 1, 1, 1, new string('€', 100_000), "tool"),
                TestMessage.Of("r1", 1, 2, 0, "short"),
                TestMessage.Of("r1", 0, 1, 0, new string('x', 500_000)),
            ],
        });

        Assert.InRange(await Store.MeasureConversationAsync("r1", "r1.1"), 305_013, 306_000);
        Assert.InRange(await Store.Recent.MeasureConversationAsync("r1", "r1.1"), 305_013, 306_000);
        Assert.Equal(0, await Store.MeasureConversationAsync("r1", "r1.2"));
        Assert.Equal(0, await Store.MeasureConversationAsync("none", "none.0"));
        Assert.Equal(0, await Store.MeasureConversationAsync("r1", "anything"));
    }

    [Fact]
    public async Task Messages_UnknownPlaces_AreNone()
    {
        await StartAsync("r1");

        Assert.Empty(await Store.ListMessagesAsync("r1", "r1.9"));
        Assert.Empty(await Store.ListMessagesAsync("none", "none.0"));
        Assert.Empty(await Store.ListMessagesAsync("r1", "anything"));
        Assert.Empty(await Store.ListRunMessagesAsync("none"));
        Assert.Empty(await Store.ListMemberRunsAsync("none"));
        Assert.Null(await Store.FindMessageAsync("r1", "r1.0", 1, 0));
        Assert.Null(await Store.FindMessageAsync("none", "none.0", 1, 0));
    }

    [Fact]
    public async Task Commit_SameChangeAgain_LeavesEverythingAsItWas()
    {
        await Store.SaveDefinitionAsync(TestRun.Definition, "{}");
        await StartAsync("r1");
        var change = TestChange.To("r1", 5) with
        {
            Run = new StatusPatch(RunStatus.Completed, "Done"),
            Started = [TestMemberRun.Of("r1", 2, parent: 1)],
            Members = [new MemberRunPatch("r1.0", RunStatus.Completed, "Done", Usage: new Usage(1, 2, 3, 4))],
            Messages = [TestMessage.Of("r1", 0, 1, 0)],
            Requirements = [TestRequirement.Of("r1", 1), TestRequirement.Of("r1", 2)],
            CancelRequirementsOf = ["r1.1"],
            Events = [TestEvent.Of("a"), TestEvent.Of("b")],
            SessionTurns = [new SessionTurn("session-of-r1", "r1", "r1.0", TestRun.Team, "What is new?", "Done", TestTime.At(5))],
        };
        await Store.CommitAsync(change);
        var before = await SnapshotAsync();
        var turns = await Store.ListSessionTurnsAsync("session-of-r1", null, 10);

        await Store.CommitAsync(change);

        JsonAssert.Equal(before, await SnapshotAsync());
        JsonAssert.Equal(turns, await Store.ListSessionTurnsAsync("session-of-r1", null, 10));
        Assert.Single(turns);
    }
}
