using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.Worker;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>
/// Kills of workers at every call, and of workers and hosts among much work: nothing is lost, and nothing is done twice. (Kills of the
/// host at every call are in <see cref="RemoteMemberTests"/>.)
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Worker_KilledAfterEveryCall_AnotherTakesTheWorkAndEachIsCompletedOnce()
    {
        await using var stage = await Stage.OpenAsync(output, Crew.Team("lease: 4s, attempts: 3"));
        string[] tasks = ["lease", "heartbeat", "events", "ask", "complete"];
        var run = await Crew.StartAsync(stage, tasks);
        var leases = await stage.Api.LeaseAllAsync(tasks.Length);
        var calls = await Task.WhenAll(
            stage.Api.AskAsync(leases["ask"], "may-i"), stage.Api.HeartbeatAsync(leases["heartbeat"]),
            stage.Api.ReportAsync(leases["events"], Crew.Steps("a")), stage.Api.CompleteAsync(leases["complete"], "done"));
        Assert.All(calls, call => call.Expect(200));
        var asked = calls[0].Json;
        // Each of these workers is dead now. A question that waits for a person holds its lease; the decision lets it run.
        (await stage.Api.ResolveAsync(asked.Text("requirementId")!, "approve")).Expect(200);

        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 2).Select(_ => RemoteMember.RunAsync("coders", async (work, _) =>
        {
            if (work.Task == "events") await work.ReportAsync(Events("a"));
            if (work.Task == "ask")
                Assert.True((await work.AskAsync(new WorkQuestion
                {
                    Id = "may-i",
                    Kind = WorkQuestionKind.Confirmation,
                    Tool = new WorkCall("push", new { branch = "main" }),
                })).IsApproved);
            return "done";
        }, new RemoteMemberOptions { Server = stage.Host.Address, Parallel = 3 }, stop.Token)).ToList();
        var done = await stage.Api.UntilAsync(run, "completed");
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.Equal("Done: done; done; done; done; done", done.Text("output", "text"));
        Assert.Equal(10, done.Items("members").Sum(member => member.Number("usage", "inputTokens")));
        var lost = (await stage.Api.EventsAsync(run)).Where(told => told.Text("type") == "WorkLost").ToList();
        Assert.Equal(4, lost.Count);
    }

    /// <summary>A dead worker: every call that it makes from its death on leads nowhere.</summary>
    private sealed class Mortal : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
        private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        /// <summary>The number of the call with which it dies; the call arrives, or does not.</summary>
        public required int DiesAt { get; init; }

        public Task Dead => _dead.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _calls);
            if (number > DiesAt || (number == DiesAt && DiesAt % 2 == 0)) _dead.TrySetResult();
            if (_dead.Task.IsCompleted) await Task.Delay(Timeout.Infinite, cancellationToken);
            var answer = await _http.SendAsync(request, cancellationToken);
            if (number < DiesAt) return answer;
            // The host has answered, and the worker did not live to read it.
            answer.Dispose();
            _dead.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new OperationCanceledException();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _http.Dispose();
            base.Dispose(disposing);
        }
    }

    [Fact]
    public async Task TwoHundredPieces_EightWorkersUnderKills_EachIsCompletedOnce()
    {
        const int Runs = 20;
        const int Each = 10;
        await using var stage = await Stage.OpenAsync(
            output, Crew.Team("lease: 2s, attempts: 50") with { Settings = ["limits: { maxSteps: 25 }"] });
        string[] tasks = [.. Enumerable.Range(0, Each).Select(number => $"task {number}")];
        Crew.Script(stage, tasks);
        List<string> runs = [];
        for (var number = 0; number < Runs; number++) runs.Add(await stage.Api.StartRunAsync("crew", "Go"));
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 8).Select(number => WorkAsync(stage, number, stop.Token)).ToList();

        for (var kill = 1; kill <= 2; kill++)
        {
            await Wait.UntilAsync(async () => await EndedAsync(stage) >= kill * 5);
            var at = stage.Host.Address;
            await stage.KillAsync();
            stage.Traffic.Thaw();
            await stage.StartHostAsync(at);
        }

        foreach (var run in runs)
        {
            var done = await stage.Api.UntilAsync(run, "completed");
            Assert.Equal("Done: " + string.Join("; ", tasks.Select(task => "did " + task)), done.Text("output", "text"));
            var events = await stage.Api.EventsAsync(run);
            Assert.Equal(Each, events.Count(told => told.Text("type") == "MemberRunCompleted" && told.Text("memberId") == "coder"));
            Assert.Equal(Each * 10, done.Items("members").Sum(member => member.Number("usage", "inputTokens")));
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    /// <summary>A worker, and after each of its deaths another.</summary>
    private static async Task WorkAsync(Stage stage, int number, CancellationToken stop)
    {
        for (var life = 0; !stop.IsCancellationRequested; life++)
        {
            using var mortal = new Mortal { DiesAt = life < 3 ? 5 + number + (7 * life) : int.MaxValue };
            using var http = new HttpMessageInvoker(mortal);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var working = RemoteMember.RunAsync("coders", async (work, _) =>
            {
                await work.ReportAsync(Events("a"));
                return "did " + work.Task;
            }, new RemoteMemberOptions { Server = stage.Host.Address, Http = http, Parallel = 2, Grace = TimeSpan.Zero }, end.Token);
            await Task.WhenAny(working, mortal.Dead);
            await end.CancelAsync();
            await working;
        }
    }

    private static async Task<int> EndedAsync(Stage stage) =>
        (await stage.Api.GetAsync("runs?status=completed&limit=100")).Expect(200).Json.Items("items").Count;

    private static WorkEvent[] Events(string id) =>
    [
        new() { Id = id + "-m", Type = WorkEventType.ModelCall, Name = "small", Usage = new WorkUsage(10, 5) },
        new() { Id = id + "-t", Type = WorkEventType.ToolCall, Name = "ls", Result = "a b" },
    ];
}
