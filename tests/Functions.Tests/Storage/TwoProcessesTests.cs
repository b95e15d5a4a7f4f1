using Azure.Core;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>Two stores on the same tables, each remembering what it saw: as two processes with one run.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RequestCounter _asked = new();
    private readonly AzuriteFixture _azurite;
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");
    private readonly TableRunStore _here, _there;

    public TwoProcessesTests(AzuriteFixture azurite)
    {
        _azurite = azurite;
        (_here, _there) = (Open(_asked), Open(new RequestCounter()));
    }

    public async Task InitializeAsync()
    {
        await _here.CreateRunAsync(TestRun.Of("r1", session: "s"), null);
        await _here.CommitAsync(TestChange.To("r1") with
        {
            Run = new StatusPatch(RunStatus.Running),
            Started = [TestMemberRun.Of("r1", 0), TestMemberRun.Of("r1", 1, parent: 0)]
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [AzuriteFact]
    public async Task Recent_WhatThisProcessWroteAMomentAgo_AsksNothing()
    {
        await _here.CommitAsync(Turn(0, 1, "First"));
        _asked.Clear();

        Assert.Equal("What is new?", (await _here.Recent.FindRunAsync("r1"))!.Input);
        Assert.Equal("First", Assert.Single(await _here.Recent.ListMessagesAsync("r1", "r1.0", _ => true)).Text);
        Assert.Equal("First", (await _here.Recent.FindMessageAsync("r1", "r1.0", 1, 0))!.Text);
        Assert.Empty(await _here.Recent.ListMessagesAsync("r1", "r1.1", _ => true));
        Assert.Equal(2, (await _here.Recent.ListMemberRunsAsync("r1", _ => true)).Count);
        Assert.Empty(_asked.Seen);
    }

    [AzuriteFact]
    public async Task Recent_WhatTheOtherProcessWroteAndMustBeSeen_IsSeen()
    {
        await _there.CommitAsync(
            Turn(0, 1, "First") with { Members = [new MemberRunPatch("r1.1", RunStatus.Completed, "Done")] });

        var messages = await _here.Recent.ListMessagesAsync("r1", "r1.0", known => known.Any(message => message.Turn == 1));
        var memberRuns = await _here.Recent.ListMemberRunsAsync(
            "r1", known => known.Any(memberRun => memberRun.Status == RunStatus.Completed));

        Assert.Equal("First", Assert.Single(messages).Text);
        Assert.Equal("Done", memberRuns[1].Output);
        Assert.Equal("First", (await _here.Recent.FindMessageAsync("r1", "r1.0", 1, 0))!.Text);
    }

    [AzuriteFact]
    public async Task Recent_WhatWasSeenLongAgo_IsAskedFor()
    {
        await _there.CommitAsync(Turn(0, 1, "First"));
        Assert.Empty(await _here.Recent.ListMessagesAsync("r1", "r1.0", _ => true));

        _clock.Advance(Recent);

        Assert.Equal("First", Assert.Single(await _here.Recent.ListMessagesAsync("r1", "r1.0", _ => true)).Text);
    }

    [AzuriteFact]
    public async Task Read_WhatTheOtherProcessWrote_IsSeenAtOnce()
    {
        await _there.CommitAsync(Turn(0, 1, "First") with { Run = new StatusPatch(RunStatus.Failed) });

        Assert.Equal(RunStatus.Failed, (await _here.FindRunAsync("r1"))!.Status);
        Assert.Single(await _here.ListMessagesAsync("r1", "r1.0"));
        Assert.NotNull(await _here.FindMessageAsync("r1", "r1.0", 1, 0));
        Assert.Single(await _here.ListEventsAsync("r1", 0, 10));
        Assert.Empty((await _here.ListRunsAsync(new RunQuery(RunStatus.Running))).Items);
        Assert.Single((await _here.ListRunsAsync(new RunQuery(RunStatus.Failed))).Items);
    }

    [AzuriteFact]
    public async Task Commit_TurnThatTheOtherProcessRecordedMeanwhile_WritesNothing()
    {
        Assert.Empty(await _here.Recent.ListMessagesAsync("r1", "r1.0", _ => true));
        Assert.True(await _there.CommitAsync(Turn(0, 1, "Theirs")));

        Assert.False(await _here.CommitAsync(Turn(0, 1, "Ours")));

        Assert.Equal("Theirs", Assert.Single(await _here.ListMessagesAsync("r1", "r1.0")).Text);
        Assert.Single(await _here.ListEventsAsync("r1", 0, 10));
        Assert.True(await _here.CommitAsync(Turn(0, 2, "Ours")));
        Assert.Equal([1, 2], (await _there.ListEventsAsync("r1", 0, 10)).Select(item => item.Sequence));
    }

    [AzuriteFact]
    public async Task Commit_AfterTheOtherProcess_ForgetsNoConversationAndInventsNone()
    {
        await _here.CommitAsync(Turn(0, 1, "Ours"));
        await _there.CommitAsync(Turn(1, 1, "Theirs"));

        await _here.CommitAsync(Turn(0, 2, "Ours again"));

        Assert.Equal(["Ours", "Ours again"], (await _here.Recent.ListMessagesAsync(
            "r1", "r1.0", _ => true)).Select(message => message.Text));
        Assert.Equal(["Theirs"], (await _here.Recent.ListMessagesAsync("r1", "r1.1", _ => true)).Select(message => message.Text));
    }

    [AzuriteFact]
    public async Task Commit_BothInTurns_NumberEventsWithoutGapsAndKeepAll()
    {
        for (var turn = 1; turn <= 4; turn++)
        {
            await Task.WhenAll(_here.CommitAsync(Turn(0, turn, "Ours")), _there.CommitAsync(Turn(1, turn, "Theirs")));
        }

        Assert.Equal(Enumerable.Range(1, 8)
            .Select(n => (long)n), (await _here.ListEventsAsync("r1", 0, 10)).Select(item => item.Sequence));
        Assert.Equal(8, (await _there.ListRunMessagesAsync("r1")).Count);
    }

    [AzuriteFact]
    public async Task Commit_RunThatTheOtherProcessEndedAndDeleted_Throws()
    {
        await _there.CommitAsync(TestChange.To("r1") with { Run = new StatusPatch(RunStatus.Completed, "Done") });
        await _there.DeleteSessionAsync("s");

        await Assert.ThrowsAsync<KeyNotFoundException>(() => _here.CommitAsync(Turn(0, 1, "Late")));

        Assert.Null(await _here.Recent.FindRunAsync("r1"));
        Assert.Empty(await _here.Recent.ListMessagesAsync("r1", "r1.0", _ => true));
        Assert.Empty(await _there.ListRunMessagesAsync("r1"));
    }

    [AzuriteFact]
    public async Task Decide_RunThatWasSeenBeforeItPaused_IsTaken()
    {
        var asked = TestRequirement.Of("r1", 1);
        await _there.CommitAsync(TestChange.To("r1", 2) with { Requirements = [asked] });
        await _there.PauseAsync("r1", "r1.1", [asked.RequirementId], TestTime.At(3));

        Assert.Empty((await _here.DecideAsync("r1", [TestDecision.Approve(asked)])).Conflicts);

        Assert.Single((await _there.DecideAsync("r1", [TestDecision.Reject(asked)])).Conflicts);
        Assert.Equal("approve", (await _there.FindRequirementAsync(asked.RequirementId))!.Decision);
    }

    [AzuriteFact]
    public async Task Create_RunThatTheOtherProcessMade_MovesNoSessionAndNoList()
    {
        await _there.CreateRunAsync(TestRun.Of("r2", second: 5, session: "s"), null);

        var found = await _here.CreateRunAsync(TestRun.Of("r1", second: 60, session: "other"), """{"a":1}""");

        Assert.Equal(("s", TestTime.At(0)), (found!.SessionId, found.CreatedAt));
        Assert.Null(await _here.FindSessionAsync("other"));
        Assert.Equal(["r2", "r1"], (await _here.ListRunsAsync(new RunQuery())).Items.Select(run => run.RunId));
        var session = Assert.Single((await _here.ListSessionsAsync(10, null)).Items);
        Assert.Equal(TestTime.At(5), session.UpdatedAt);
        Assert.Equal(["r1", "r2"], session.RunIds);
    }

    private static RunChange Turn(int position, int turn, string text) => TestChange.To("r1", 5) with
    {
        UnlessRecorded = new TurnPlace(RunIds.Member("r1", position), turn),
        Messages = [TestMessage.Of("r1", position, turn, 0, text)],
        Events = [TestEvent.Of($"{position}:{turn}")],
    };

    private TableRunStore Open(RequestCounter counter) => new(new TableRunStoreOptions
    {
        ConnectionString = _azurite.Server.ConnectionString,
        TablePrefix = _prefix,
        Time = _clock,
        Configure = options => options.AddPolicy(counter, HttpPipelinePosition.PerRetry),
    });
}
