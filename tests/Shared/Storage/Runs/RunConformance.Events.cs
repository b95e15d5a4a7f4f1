using DurableTeams.Storage.Records;

namespace DurableTeams.Tests.Storage.Runs;

public abstract partial class RunConformance
{
    [Fact]
    public async Task Commit_Events_NumberedFromOneInTheirOrder()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1", 5) with
        {
            Events =
            [
                new RunEventDraft("a", RunEventTypes.RunStarted),
                new RunEventDraft("b", "SomethingElse", "r1.1", "researcher", JsonText.Parse("""{"n":1}"""), TestTime.At(4)),
            ],
        });
        await Store.CommitAsync(TestChange.To("r1", 6) with { Events = [new RunEventDraft("c", RunEventTypes.RunCompleted)] });

        RunEvent[] expected =
        [
            new() { Sequence = 1, Type = "RunStarted", RunId = "r1", At = TestTime.At(5) },
            new()
            {
                Sequence = 2,
                Type = "SomethingElse",
                RunId = "r1",
                MemberRunId = "r1.1",
                MemberId = "researcher",
                At = TestTime.At(4),
                Data = JsonText.Parse("""{"n":1}""")
            },
            new() { Sequence = 3, Type = "RunCompleted", RunId = "r1", At = TestTime.At(6) },
        ];
        JsonAssert.Equal(expected, (await EventsAsync("r1")).ToArray());
    }

    [Fact]
    public async Task Commit_EventWhoseKeyTheRunHas_IsLeftOutWithoutAGap()
    {
        await StartAsync("r1");
        await Store.CommitAsync(
            TestChange.To("r1") with { Events = [TestEvent.Of("a", "1"), TestEvent.Of("b", "2"), TestEvent.Of("a", "3")] });
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("b", "4"), TestEvent.Of("c", "5")] });

        var events = await EventsAsync("r1");

        Assert.Equal([1, 2, 3], events.Select(e => e.Sequence));
        Assert.Equal([1, 2, 5], events.Select(e => e.Data!.Value.GetInt32()));
    }

    [Fact]
    public async Task Commit_SameKeyInTwoRuns_BothHaveIt()
    {
        await StartAsync("r1");
        await StartAsync("r2");
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("a")] });
        await Store.CommitAsync(TestChange.To("r2") with { Events = [TestEvent.Of("a")] });

        Assert.Single(await EventsAsync("r1"));
        Assert.Single(await EventsAsync("r2"));
    }

    [Fact]
    public async Task ListEvents_AfterAndLimit_PageBySequence()
    {
        await StartAsync("r1");
        await Store.CommitAsync(
            TestChange.To("r1") with { Events = [.. Enumerable.Range(0, 300).Select(i => TestEvent.Of("k" + i))] });

        Assert.Equal([1, 2], (await Store.ListEventsAsync("r1", 0, 2)).Select(e => e.Sequence));
        Assert.Equal([3, 4, 5], (await Store.ListEventsAsync("r1", 2, 3)).Select(e => e.Sequence));
        Assert.Equal([300], (await Store.ListEventsAsync("r1", 299, 3)).Select(e => e.Sequence));
        Assert.Equal(300, (await Store.ListEventsAsync("r1", -1, 1000)).Count);
        Assert.Single(await Store.ListEventsAsync("r1", 0, 0));
        Assert.Empty(await Store.ListEventsAsync("r1", 300, 10));
        Assert.Empty(await Store.ListEventsAsync("r1", long.MaxValue, 10));
        Assert.Empty(await Store.ListEventsAsync("none", 0, 10));
    }

    [Fact]
    public async Task Commit_FiftyInParallel_SequencesAreGapless()
    {
        await StartAsync("r1");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Store.CommitAsync(TestChange.To("r1") with
        {
            Events = [TestEvent.Of("own" + i), TestEvent.Of("shared" + (i % 5)), TestEvent.Of("own-too" + i)],
        }))));

        var events = await EventsAsync("r1");
        Assert.Equal(Enumerable.Range(1, 105).Select(i => (long)i), events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task WaitForEvent_EventIsThere_ReturnsAtOnce()
    {
        await StartAsync("r1");
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("a")] });

        await Store.WaitForEventAsync("r1", 0, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public async Task WaitForEvent_EventComes_ReturnsAfterIt()
    {
        await StartAsync("r1");
        var waits = Enumerable.Range(0, 20).Select(_ => Store.WaitForEventAsync("r1", 1, Timeout.InfiniteTimeSpan)).ToArray();
        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("a")] });
        Assert.All(waits, wait => Assert.False(wait.IsCompleted));

        await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("b")] });

        await Task.WhenAll(waits);
        Assert.Equal(2, (await EventsAsync("r1")).Count);
    }

    [Fact]
    public async Task WaitForEvent_FollowingWhileOthersWrite_MissesNothing()
    {
        await StartAsync("r1");
        var follow = Task.Run(async () =>
        {
            var seen = new List<long>();
            while (seen.Count < 200)
            {
                await Store.WaitForEventAsync("r1", seen.Count, Timeout.InfiniteTimeSpan);
                seen.AddRange((await Store.ListEventsAsync("r1", seen.Count, 7)).Select(e => e.Sequence));
            }

            return seen;
        });

        for (var i = 0; i < 200; i++) await Store.CommitAsync(TestChange.To("r1") with { Events = [TestEvent.Of("k" + i)] });

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), await follow);
    }

    [Fact]
    public async Task WaitForEvent_TimeoutComes_Returns()
    {
        await StartAsync("r1");

        await Store.WaitForEventAsync("r1", 0, TimeSpan.FromMilliseconds(1));
        await Store.WaitForEventAsync("r1", 0, TimeSpan.Zero);
        await Store.WaitForEventAsync("none", 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task WaitForEvent_Cancelled_Returns()
    {
        await StartAsync("r1");
        using var cancellationToken = new CancellationTokenSource();
        var wait = Store.WaitForEventAsync("r1", 0, Timeout.InfiniteTimeSpan, cancellationToken.Token);

        await cancellationToken.CancelAsync();

        await wait;
    }
}
