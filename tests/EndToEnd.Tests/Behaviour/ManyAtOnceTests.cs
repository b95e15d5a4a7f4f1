using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class ManyAtOnceTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Runs_FiftyAtOnce_EachCompletesInItsCallersTrace(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        stage.Chat.Answers = request => ChatAnswer.Say("Answer to " + request.Task);
        var traces = Enumerable.Range(1, 50).Select(number => $"{number:x32}").ToList();

        var started = await Task.WhenAll(traces.Select(trace => stage.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Question " + trace }, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"))));

        foreach (var (trace, answer) in traces.Zip(started))
        {
            var run = await stage.Api.UntilAsync(answer.Expect(202).Json.Text("runId")!, "completed");
            Assert.Equal((trace, $"Answer to Question {trace}"), (run.Text("traceId"), run.Text("output", "text")));
        }
    }

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Runs_OfCallersWithoutATrace_HaveEachTheirOwn(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);

        var started = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => stage.Api.StartRunAsync("newsroom", "Go")));

        var traces = new HashSet<string>();
        foreach (var runId in started) traces.Add((await stage.Api.UntilAsync(runId, "completed")).Text("traceId")!);
        Assert.Equal(started.Length, traces.Count);
    }
}
