using System.Collections.Concurrent;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Tests.Workers;

/// <summary>The worker library against a double of the host.</summary>
public sealed class RemoteMemberTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _log = new();
    private WorkHost _host = null!;

    private RemoteMemberOptions Options => new()
    {
        Server = new Uri(_host.Address),
        Log = _log.Enqueue,
        Grace = TimeSpan.FromSeconds(30),
    };

    public async Task InitializeAsync() => _host = await WorkHost.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task RunAsync_AText_IsTheOutput()
    {
        var work = _host.Offer("Write it");

        await RemoteMember.RunAsync(
            "coders", async (leased, _) => await Task.FromResult("Done: " + leased.Task),
            Options with { Once = true, Worker = "ann" });

        Assert.Equal(("Done: Write it", "ann"), (await work.Completion.Task, work.Worker));
    }

    [Fact]
    public async Task RunAsync_AnException_FailsTheWorkWithItsMessage()
    {
        var work = _host.Offer("Write it");

        await RemoteMember.RunAsync(
            "coders", Task<string> (_, _) => throw new InvalidOperationException("No such branch."),
            Options with { Once = true });

        Assert.Equal("""error: {"message":"No such branch.","code":"workFailed"}""", await work.Completion.Task);
    }

    [Fact]
    public async Task RunAsync_ACompletionWithoutAnAnswer_IsRepeatedUntilThereIsOne()
    {
        var work = _host.Offer("Write it");
        var refused = 0;
        _host.Trouble = call => call.EndsWith("/complete", StringComparison.Ordinal) && ++refused <= 3 ? (503, "") : null;

        await RemoteMember.RunAsync("coders", (_, _) => Task.FromResult("Done"), Options with { Once = true });

        Assert.Equal(("Done", 4), (Assert.Single(work.Completions), refused));
        Assert.Contains(_log, line => line.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_AHostThatIsAway_IsWaitedFor()
    {
        var options = Options with { Once = true };
        await _host.DisposeAsync();
        var running = RemoteMember.RunAsync("coders", (_, _) => Task.FromResult("Done"), options);
        await Wait.UntilAsync(() => _log.Any(line => line.Contains("does not answer", StringComparison.Ordinal)));

        _host = await WorkHost.OpenAsync(options.Server!.Port);
        var work = _host.Offer("Write it");
        await running;

        Assert.Equal("Done", await work.Completion.Task);
    }

    [Fact]
    public async Task RunAsync_AnOutputThatDoesNotFit_FailsTheWorkWithTheHostsReason()
    {
        var work = _host.Offer("Write it");
        var refused = 0;
        _host.Trouble = call =>
            call.EndsWith("/complete", StringComparison.Ordinal) && refused++ == 0 ? (400, "invalidOutput") : null;

        await RemoteMember.RunAsync("coders", (_, _) => Task.FromResult("Done"), Options with { Once = true });

        Assert.Equal("""error: {"message":"refused with 400","code":"invalidOutput"}""", await work.Completion.Task);
    }

    [Theory]
    [InlineData(true, "cancelled")]
    [InlineData(false, "superseded")]
    public async Task Heartbeats_CancelledOrLost_CancelTheHandlersToken(bool cancelled, string why)
    {
        _host.Lease = TimeSpan.FromSeconds(1);
        var work = _host.Offer("Write it");
        string? lostBy = null;

        await RemoteMember.RunAsync("coders", async (leased, cancellationToken) =>
        {
            await Wait.UntilAsync(() => work.Heartbeats > 1);
            if (cancelled) work.Cancelled = true;
            else work.Token = "somebody else's";
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                lostBy = leased.LostBy;
            }

            return "never";
        }, Options with { Once = true });

        Assert.Equal(why, lostBy);
        Assert.Empty(work.Completions);
    }

    [Fact]
    public async Task ReportAsync_TheSameEventTwice_IsKnownAndALostLeaseThrows()
    {
        var work = _host.Offer("Write it");
        var events = Enumerable.Range(1, 150).Select(number => new WorkEvent
        {
            Id = $"e{number}",
            Type = WorkEventType.ModelCall,
            Name = "m1",
            Usage = new WorkUsage(10, 5),
        }).ToList();
        List<WorkReceipt> receipts = [];

        await RemoteMember.RunAsync("coders", async (leased, _) =>
        {
            receipts.Add(await leased.ReportAsync(events));
            receipts.Add(await leased.ReportAsync(events[0], events[1]));
            work.Token = "somebody else's";
            await Assert.ThrowsAsync<WorkLostException>(() => leased.ReportAsync(events[2]));
            return "late";
        }, Options with { Once = true });

        Assert.Equal([new WorkReceipt(150, 0), new WorkReceipt(0, 2)], receipts);
        Assert.Equal("""{"inputTokens":10,"outputTokens":5}""", work.Events["e1"].GetProperty("usage").GetRawText());
        Assert.Equal("modelCall", work.Events["e1"].GetProperty("type").GetString());
        // The late result is told all the same: the host records it as late.
        Assert.Equal(2, _host.Calls.Count(call => call.EndsWith("/events", StringComparison.Ordinal)) - 2);
        Assert.Single(_host.Calls, call => call.EndsWith("/complete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReportAsync_LargeEvents_GoInBodiesOfLessThanAMebibyte()
    {
        var work = _host.Offer("Write it");

        await RemoteMember.RunAsync("coders", async (leased, _) =>
        {
            await leased.ReportAsync(Enumerable.Range(1, 40).Select(number => new WorkEvent
            {
                Id = $"e{number}", Type = WorkEventType.ToolCall, Result = new string('\u00e9', 16_000),
            }));
            throw new InvalidOperationException(new string('x', 20_000));
        }, Options with { Once = true });

        Assert.Equal(40, work.Events.Count);
        Assert.Equal(3, _host.Calls.Count(call => call.EndsWith("/events", StringComparison.Ordinal)));
        Assert.InRange((await work.Completion.Task).Length, 8_000, 8_100);
    }

    [Fact]
    public async Task AskAsync_APendingQuestion_WaitsForTheDecision()
    {
        var work = _host.Offer("Write it");
        WorkDecision? decision = null;

        await RemoteMember.RunAsync("coders", async (leased, _) =>
        {
            var asking = leased.AskAsync(new WorkQuestion
            {
                Id = "ask-1",
                Kind = WorkQuestionKind.Confirmation,
                Tool = new WorkCall("push", new { branch = "main" }),
                Note = "May I push?",
            });
            await Wait.UntilAsync(() => _host.Calls.Count(call => call.StartsWith("GET ", StringComparison.Ordinal)) > 1);
            Assert.False(asking.IsCompleted);
            work.Decision = "approved";
            decision = await asking;
            return "pushed";
        }, Options with { Once = true });

        Assert.True(decision!.IsApproved);
        Assert.Equal(
            """{"token":"t1","id":"ask-1","kind":"confirmation","tool":{"name":"push","arguments":{"branch":"main"}},"note":"May I push?"}""",
            Assert.Single(work.Asked).GetRawText());
    }

    [Fact]
    public async Task RunAsync_Parallel_DoesThatManyAtATimeAndNoMore()
    {
        var works = Enumerable.Range(0, 12).Select(number => _host.Offer($"task {number}")).ToList();
        var (now, most) = (0, 0);
        var running = RemoteMember.RunAsync("coders", async (_, _) =>
        {
            var here = Interlocked.Increment(ref now);
            lock (works) most = Math.Max(most, here);
            await Wait.UntilAsync(() => Volatile.Read(ref most) == 4);
            Interlocked.Decrement(ref now);
            return "ok";
        }, Options with { Parallel = 4 }, _stop.Token);

        await Task.WhenAll(works.Select(work => work.Completion.Task)).WaitAsync(Wait.Deadline);
        await _stop.CancelAsync();
        await running;

        Assert.Equal(4, most);
        Assert.All(works, work => Assert.Single(work.Completions));
    }

    [Fact]
    public async Task RunAsync_AskedToStop_FinishesWhatItHasAndLeasesNothingMore()
    {
        var first = _host.Offer("first");
        var held = new TaskCompletionSource();
        var running = RemoteMember.RunAsync("coders", async (_, _) =>
        {
            await held.Task;
            return "done";
        }, Options, _stop.Token);
        await Wait.UntilAsync(() => first.Attempt == 1);

        await _stop.CancelAsync();
        var second = _host.Offer("second");
        held.SetResult();
        await running;

        Assert.Equal(("done", 0), (await first.Completion.Task, second.Attempt));
    }

    [Fact]
    public async Task RunAsync_AskedToStopAndOutOfGrace_CancelsTheHandlerAndCompletesNothing()
    {
        var work = _host.Offer("long");
        var running = RemoteMember.RunAsync("coders", async (_, cancellationToken) =>
        {
            await _stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "never";
        }, Options with { Grace = TimeSpan.FromMilliseconds(20) }, _stop.Token);

        await running.WaitAsync(Wait.Deadline);

        Assert.Empty(work.Completions);
        Assert.Contains(_log, line => line.Contains("another worker takes it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_AWrongKey_SaysWhatToChange()
    {
        _host.Key = "right";

        var refused = await Assert.ThrowsAsync<WorkRefusedException>(() => RemoteMember.RunAsync(
            "coders", (_, _) => Task.FromResult(""), Options with { Key = "wrong" }));

        Assert.Equal(401, refused.Status);
        Assert.Contains("set DURABLETEAMS_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Coders", 1)]
    [InlineData("", 1)]
    [InlineData("coders", 0)]
    [InlineData("coders", 257)]
    public async Task RunAsync_WrongArguments_AreRefused(string queue, int parallel) =>
        await Assert.ThrowsAsync<ArgumentException>(() => RemoteMember.RunAsync(
            queue, (_, _) => Task.FromResult(""), Options with { Parallel = parallel }));
}
