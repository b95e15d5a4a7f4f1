using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>What the collector does, and what is set of it, is nothing to the runs.</summary>
public sealed class CollectorTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_CollectorIsDownAndComesUp_AllSpansArriveOnceAndOneLineSaysIt()
    {
        await using var here = await Observatory.OpenBeforeCollectorAsync(output, Newsroom.Team);
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        string[] runs = [await CompleteAsync(here), await CompleteAsync(here), await CompleteAsync(here)];
        await Wait.UntilAsync("the host says that spans cannot be exported", () => Lines(here, "cannot be exported") > 0);
        runs = [.. runs, await CompleteAsync(here)];

        await here.Collector.StartAsync();

        foreach (var run in runs)
        {
            await here.Collector.WholeAsync(run);
            await here.AssertWholeAsync(run);
        }

        Assert.Equal(1, Lines(here, "cannot be exported"));
        Assert.Equal(1, Lines(here, "exported again"));
    }

    [Fact]
    public async Task Export_CollectorRefuses_SpansAreKeptUntilItTakesThem()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team);
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        here.Collector.Status = 503;
        var run = await CompleteAsync(here);
        await Wait.UntilAsync("the collector refused twice", () => here.Collector.Requests > 1);
        Assert.Empty(here.Collector.Spans);

        here.Collector.Status = 200;

        await here.Collector.WholeAsync(run);
        await here.AssertWholeAsync(run);
    }

    [Fact]
    public async Task Export_TurnedOffAndOn_SendsWhatHadNotEndedWhole()
    {
        await using var here = await Observatory.OpenAsync(output, Newsroom.Team, ("OTEL_SDK_DISABLED", "true"));
        here.Stage.Chat.Answers = _ => ChatAnswer.Say("Nothing new.");
        var ended = await CompleteAsync(here);
        Newsroom.Script(here.Stage);
        var paused = await here.Api.StartRunAsync("newsroom", "Send the news");
        var requirement = await here.Api.UntilPausedAsync(paused);

        here.Stage.Folder.Environment["OTEL_SDK_DISABLED"] = "false";
        await here.RestartAsync();
        Assert.Equal(0, here.Collector.Requests);
        await here.Api.ApproveAsync(requirement);
        await here.Api.UntilAsync(paused, "completed");

        await here.Collector.WholeAsync(paused);
        await here.SettleAsync();
        await here.AssertWholeAsync(paused);
        Assert.Empty(here.Collector.OfRun(ended));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "http://localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "smoke-signals", "http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "10000")]
    [InlineData("OTEL_TRACES_SAMPLER", "some", "parentbased_traceidratio")]
    public async Task Start_SettingThatCannotBeUsed_IsNamedWithAnExample(string name, string value, string example)
    {
        using var folder = new TeamFolder().With(Newsroom.Team);
        folder.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9";
        folder.Environment[name] = value;

        var exited = await HostProcess.RunToExitAsync(folder.Options.Arguments, folder.Options.Environment);

        Assert.Equal(2, exited.Code);
        Assert.Contains(name, exited.Output, StringComparison.Ordinal);
        Assert.Contains(example, exited.Output, StringComparison.Ordinal);
    }

    private static async Task<string> CompleteAsync(Observatory here)
    {
        var run = await here.Api.StartRunAsync("newsroom", "Anything new?");
        await here.Api.UntilAsync(run, "completed");
        return run;
    }

    private static int Lines(Observatory here, string words) =>
        here.Stage.Host.Output.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));
}
