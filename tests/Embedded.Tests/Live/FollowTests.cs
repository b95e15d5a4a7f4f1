using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Hooks;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Hooks;
using DurableTeams.Live;
using DurableTeams.Models.Providers;
using DurableTeams.Services.Events;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Live;

/// <summary>Readers of a run get what a model writes while it writes it, and then the event that records it.</summary>
public sealed class FollowTests
{
    [Fact]
    public async Task Words_WhileTheModelSpeaks_AreToldInOrderAndBeforeTheirEvent()
    {
        await using var harness = await Serve();
        var voice = Speaks(harness);
        var runId = await harness.StartAsync("Go");
        await using var follower = Follower.Of(harness, runId);

        voice.Think("hm");
        await follower.UntilAsync("ReasoningDelta one t1 a1 @0|hm");
        voice.Say("Hel");
        await follower.UntilAsync("ContentDelta one t1 a1 @0|Hel");
        voice.Say("lo");
        await follower.UntilAsync("ContentDelta one t1 a1 @3|lo");
        voice.Say("!").End();
        await follower.EndAsync();

        Assert.Equal("Hello!", follower.Words);
        var recorded = follower.Events.Single(item => item.Type == RunEventTypes.ModelCallCompleted);
        Assert.Equal("Hello!", recorded.Data!.Value.GetProperty("text").GetString());
        Assert.StartsWith(
            "ContentDelta", follower.Lines[follower.Lines.ToList().IndexOf($"{recorded.Sequence} {recorded.Type}") - 1],
            StringComparison.Ordinal);
        Assert.Equal(10, recorded.Data!.Value.GetProperty("inputTokens").GetInt64());
        // Nothing of it is recorded, and nothing stays.
        Assert.DoesNotContain(await harness.EventsAsync(runId), item => item.Type.EndsWith("Delta", StringComparison.Ordinal));
        Assert.Equal(0, harness.Services.GetRequiredService<LiveRuns>().Count);
    }

    [Fact]
    public async Task Words_OfOneWhoComesLateOrBack_AreThoseSoFarAsOneDelta()
    {
        await using var harness = await Serve();
        var voice = Speaks(harness);
        var runId = await harness.StartAsync("Go");
        await using var first = Follower.Of(harness, runId);
        voice.Say("one ");
        await first.UntilAsync("@0|one ");
        voice.Say("two ");
        await first.UntilAsync("@4|two ");

        var last = first.Events[^1].Sequence;
        await using var back = Follower.Of(harness, runId, last);
        await back.UntilAsync("ContentDelta one t1 a1 @0|one two ");
        voice.Say("three").End();
        await back.EndAsync();

        Assert.Equal("one two three", back.Words);
        Assert.Equal(last + 1, back.Events[0].Sequence);
    }

    [Fact]
    public async Task Reader_WhoDoesNotRead_LosesWordsButNoEvents()
    {
        await using var harness = await Serve("one", "two");
        var (first, second) = (new Voice(), new Voice());
        harness.Chat.Streams = ask => (ask.Agent == "one" ? first : second).Speak();
        var runId = await harness.StartAsync("Go");
        await using var slow = Follower.Of(harness, runId);
        await using var quick = Follower.Of(harness, runId);
        first.Say("a");
        await slow.UntilAsync("|a");
        await slow.HoldAsync();

        for (var i = 0; i < 1_000; i++) first.Say("b");
        first.End();
        second.Say("never seen by the slow one").End();
        await quick.EndAsync();
        slow.GoOn();
        await slow.EndAsync();

        Assert.Equal(quick.Events.Select(item => item.Sequence), slow.Events.Select(item => item.Sequence));
        Assert.Equal((await harness.EventsAsync(runId)).Count, slow.Events.Count);
        Assert.InRange(slow.Lines.Count, 1, slow.Events.Count + 10);
        Assert.Equal(
            "never seen by the slow one",
            slow.Events.Last(item => item.Type == RunEventTypes.ModelCallCompleted).Data!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Words_AfterABrokenStream_BeginAnewAsTheNextAttempt()
    {
        await using var harness = await Serve();
        var voices = new[] { new Voice(), new Voice() };
        harness.Chat.Streams = _ => voices[harness.Chat.Asked.Count - 1].Speak();
        var runId = await harness.StartAsync("Go");
        await using var follower = Follower.Of(harness, runId);
        voices[0].Say("half of");
        await follower.UntilAsync("a1 @0|half of");
        voices[0].Break();
        voices[1].Say("whole");
        await follower.UntilAsync("ContentDelta one t1 a2 @0|whole");
        voices[1].End();
        await follower.EndAsync();

        Assert.Equal("whole", (await harness.ViewAsync(runId)).Output!.Text);
    }

    [Fact]
    public async Task Words_AfterACrash_BeginAnewAsTheNextAttempt()
    {
        await using var harness = await Serve();
        Voice[] voices = [new(), new(), new()];
        harness.Chat.Streams = _ => voices[harness.Chat.Asked.Count - 1].Speak();
        var runId = await harness.StartAsync("Go");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            if (attempt > 1) await harness.CrashAsync();
            await using var follower = Follower.Of(harness, runId);
            voices[attempt - 1].Say($"try {attempt}");
            await follower.UntilAsync($"ContentDelta one t1 a{attempt} @0|try {attempt}");
        }

        voices[2].End();
        Assert.Equal("try 3", (await harness.RestAsync(runId)).Output!.Text);
    }

    [Fact]
    public async Task ToolCalls_AsTheirArgumentsAreWritten_AreToldAndTheirResultsRecorded()
    {
        await using var harness = await new RunHarness().With(AIFunctionFactory.Create((string q) => $"found {q}", "search"))
            .ServeAsync(TestTeam.In(TeamMode.Sequential, TestMember.Of("one", "search")));
        var voices = new[] { new Voice(), new Voice() };
        harness.Chat.Streams = ask => voices[ask.Turn - 1].Speak();
        var runId = await harness.StartAsync("Go");
        await using var follower = Follower.Of(harness, runId);
        voices[0].Write(new ToolCallPart(0, "c1", "search", ""));
        await follower.UntilAsync("ToolCallDelta one t1 a1 @0 #0 c1 search|");
        voices[0].Write(new ToolCallPart(0, null, null, "{\"q\":"));
        await follower.UntilAsync("@0 #0 c1 search|{\"q\":");
        voices[0].Write(new ToolCallPart(0, null, null, "\"x\"}"));
        await follower.UntilAsync("@5 #0 c1 search|\"x\"}");
        voices[0].Write(new FunctionCallContent("c1", "search", new Dictionary<string, object?> { ["q"] = "x" })).End();
        voices[1].Say("done").End();
        await follower.EndAsync();

        var asked = follower.Events.First(item => item.Type == RunEventTypes.ModelCallCompleted).Data!.Value;
        Assert.Equal("""[{"callId":"c1","name":"search","arguments":{"q":"x"}}]""", asked.GetProperty("calls").GetRawText());
        var called = follower.Events.Single(item => item.Type == RunEventTypes.ToolCallCompleted).Data!.Value;
        Assert.Equal("found x", called.GetProperty("result").GetString());
    }

    [Theory]
    [InlineData(EventParts.None, "", "")]
    [InlineData(EventParts.Text, "text", "")]
    [InlineData(EventParts.Outputs, "", "output")]
    public async Task Parts_ThatNobodyWants_AreLeftOut(EventParts parts, string ofModelCall, string ofMember)
    {
        await using var harness = await Serve();
        var voice = Speaks(harness);
        var runId = await harness.StartAsync("Go");
        await using var follower = Follower.Of(harness, runId, parts: parts);
        voice.Say("Hello").End();
        await follower.EndAsync();

        Assert.DoesNotContain(follower.Lines, line => line.Contains('|', StringComparison.Ordinal));
        Assert.Equal(ofModelCall, Has(RunEventTypes.ModelCallCompleted, "text", "calls"));
        Assert.Equal(ofMember, Has(RunEventTypes.MemberRunCompleted, "output"));

        string Has(string type, params string[] members) => string.Join(',', members.Where(member =>
            follower.Events.Single(item => item.Type == type).Data!.Value.TryGetProperty(member, out _)));
    }

    [Fact]
    public async Task Model_ThatIsNotToBeStreamed_IsAskedWithout()
    {
        var team = TestTeam.In(TeamMode.Sequential, TestMember.Of("one"));
        team.Models["test"] = team.Models["test"] with { Stream = false };
        await using var harness = await new RunHarness().ServeAsync(team);
        harness.Chat.Streams = _ => throw new InvalidOperationException("It is asked for a stream.");
        harness.Chat.Answer = _ => Task.FromResult(Reply.Text("whole"));

        Assert.Equal("whole", (await harness.RunAsync("Go")).Output!.Text);
    }

    [Fact]
    public async Task Words_WhileAHookMayTakeThemBack_AreToldWithTheirEventAlone()
    {
        await using var harness = await Serve(new RunHarness().With(new TestHook
        {
            AfterModel = _ => ModelAnswerVerdict.Replace("Hello!"),
        }));
        var voice = Speaks(harness);
        var runId = await harness.StartAsync("Go");
        await using var follower = Follower.Of(harness, runId);

        voice.Think("hm");
        voice.Say("Damn!").End();
        await follower.EndAsync();

        Assert.DoesNotContain(follower.Lines, line => line.Contains("Delta", StringComparison.Ordinal));
        var recorded = follower.Events.Single(item => item.Type == RunEventTypes.ModelCallCompleted);
        Assert.Equal("Hello!", recorded.Data!.Value.GetProperty("text").GetString());
    }

    private static Task<RunHarness> Serve(params string[] members) => Serve(new RunHarness(), members);

    private static Task<RunHarness> Serve(RunHarness harness, params string[] members) => harness.ServeAsync(TestTeam.In(
        TeamMode.Sequential, [.. members.DefaultIfEmpty("one").Select(member => TestMember.Of(member))]));

    private static Voice Speaks(RunHarness harness)
    {
        var voice = new Voice();
        harness.Chat.Streams = _ => voice.Speak();
        return voice;
    }
}
