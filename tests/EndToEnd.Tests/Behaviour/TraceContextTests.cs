using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class TraceContextTests(ITestOutputHelper output)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    public async Task Run_CallerSentATraceparent_EveryRequestOfItCarriesItsTraceAndItsOwnSpan(string flags)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);

        var started = await stage.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Go" }, ("traceparent", $"00-{Trace}-{Caller}-{flags}"));
        var runId = started.Expect(202).Json.Text("runId")!;
        var asked = await stage.Api.UntilPausedAsync(runId);
        await stage.KillAsync();
        stage.Traffic.Thaw();
        await stage.StartHostAsync();
        (await stage.Api.ApproveAsync(asked)).Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal(Trace, run.Text("traceId"));
        var root = (await stage.Api.GetAsync($"runs/{runId}/trace")).Expect(200).Json.At("root");
        Assert.Equal(Caller, root.Text("parentSpanId"));
        var spans = Spans(root)
            .ToLookup(span => span.Text("name")!.Split(' ')[0], span => $"00-{Trace}-{span.Text("spanId")}-{flags}");
        Assert.Equal(spans["chat"].Order(), stage.Chat.Requests.Select(request => request.TraceParent).Order());
        Assert.Equal(spans["execute_tool"].Order(), stage.Tools.Requests.Select(request => request.TraceParent).Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-zz-b7ad6b7169203331-01")]
    public async Task Run_NoTraceparentOrNone_HasATraceOfItsOwn(string? header)
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);

        var started = await stage.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Go" }, header is null ? [] : [("traceparent", header)]);
        var run = await stage.Api.UntilAsync(started.Expect(202).Json.Text("runId")!, "paused");

        var root = (await stage.Api.GetAsync($"runs/{run.Text("runId")}/trace")).Expect(200).Json.At("root");
        Assert.Null(root.Text("parentSpanId"));
        Assert.All(stage.Chat.Requests, request => Assert.StartsWith(
            $"00-{run.Text("traceId")}-", request.TraceParent, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> Spans(JsonElement span) => span.Items("children").SelectMany(Spans).Prepend(span);
}
