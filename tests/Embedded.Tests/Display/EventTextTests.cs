using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Display;

public sealed class EventTextTests
{
    private static readonly RunFacts Facts = new("newsroom", "Tell our readers", TimeSpan.FromSeconds(7.25), 1_234);

    [Theory]
    [InlineData(RunEventTypes.RunStarted, null, "{}", "newsroom          started  Tell our readers")]
    [InlineData(RunEventTypes.MemberRunStarted, "sender", "{}", "sender            works")]
    [InlineData(
        RunEventTypes.ToolCallStarted, "sender", """{"name":"send","arguments":{"text":"hi"}}""",
        """sender            calls  send({"text":"hi"})""")]
    [InlineData(
        RunEventTypes.ToolCallFailed, "sender", """{"name":"send","error":"no"}""", "sender            call failed  send  no")]
    [InlineData(
        RunEventTypes.RequirementCreated, "sender", """{"requirementId":"r1-1","kind":"confirmation","tool":{"name":"send"}}""",
        "sender            waiting for approval  send()  -> durableteams approve r1-1")]
    [InlineData(
        RunEventTypes.RequirementCreated, "sender", """{"requirementId":"r1.1-1-0","kind":"userInput","tool":{"name":"ask"}}""",
        "sender            waiting for an answer  ask()  -> durableteams answer r1.1-1-0 FIELD=VALUE")]
    [InlineData(
        RunEventTypes.RequirementResolved, "sender", """{"requirementId":"r1.1-1-0","status":"approved","by":"ann"}""",
        "sender            approved  by ann  r1.1-1-0")]
    [InlineData(
        RunEventTypes.RunPaused, null, """{"requirements":["a","b"]}""",
        "newsroom          paused  until people make 2 decisions")]
    [InlineData(
        RunEventTypes.RunCompleted, null, """{"output":"Sent."}""", "newsroom          completed  in 7.3 s, 1,234 tokens  Sent.")]
    [InlineData(
        RunEventTypes.RunFailed, null, """{"error":{"code":"maxSteps","message":"too many"}}""",
        "newsroom          failed  in 7.3 s, 1,234 tokens  maxSteps  too many")]
    [InlineData(
        RunEventTypes.ToolCallProgress, "sender", """{"name":"send","text":"3 of 10"}""", "sender            tells  send  3 of 10")]
    [InlineData(
        RunEventTypes.HookIntervened, "sender", """{"hook":"Guard","did":"blocked","name":"send","reason":"no"}""",
        "sender            hook Guard blocked  send  no")]
    [InlineData("SomethingNew", "sender", """{"phase":"one"}""", "sender            something new  one")]
    public void Of_AnEvent_SaysWhoDidWhat(string type, string? member, string data, string expected) =>
        Assert.EndsWith("  " + expected, Text().Of(Event(type, member, data), Facts, showRun: false), StringComparison.Ordinal);

    [Fact]
    public void Of_EveryType_IsOneLineOrNone()
    {
        var types = typeof(RunEventTypes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.NotEmpty(types);
        foreach (var line in types.Select(type => Text().Of(Event(type, "sender", "{}"), Facts)))
            Assert.DoesNotContain('\n', line ?? "");
    }

    [Fact]
    public void Of_WordsThatSteerATerminal_AreHarmless()
    {
        var line = Text().Of(
            Event(RunEventTypes.RunCompleted, null, """{"output":"a\u001b[2Jb\u202ec\r\nd\u0007"}"""), Facts, showRun: false)!;
        Assert.EndsWith("a[2Jbc d", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    public void Of_WithoutContent_HasNothingThatWasSaid()
    {
        const string secret = "s3cret";
        var text = new EventText(Paint.None, command => command, content: false);
        var facts = Facts with { Input = secret };
        var data = """
            {"output":"X","error":{"code":"modelFailed","message":"X"},"name":"send","arguments":{"a":"X"},"reason":"X",
            "text":"X","proposal":"X","title":"X","tool":{"name":"send","arguments":{"a":"X"}},"kind":"confirmation","requirementId":"r1"}
            """.Replace("X", secret, StringComparison.Ordinal);
        foreach (var type in typeof(RunEventTypes).GetFields().Select(field => (string)field.GetRawConstantValue()!))
        {
            Assert.DoesNotContain(secret, text.Of(Event(type, null, data), facts) ?? "", StringComparison.Ordinal);
            Assert.DoesNotContain(secret, EventJson.Of(Event(type, null, data), facts), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_AnEvent_IsAnObjectOfIdsNamesAndNumbers()
    {
        var line = EventJson.Of(
            Event(RunEventTypes.RunFailed, null, """{"error":{"code":"maxSteps","message":"too many"}}"""), Facts);
        Assert.Equal(
            """{"at":"2026-11-30T12:00:00Z","event":"RunFailed","runId":"r1","teamId":"newsroom","code":"maxSteps","""
                + "\"seconds\":7.25,\"tokens\":1234}",
            line);
    }

    [Theory]
    [InlineData(false, null, null, true)]
    [InlineData(true, null, null, false)]
    [InlineData(false, "1", null, false)]
    [InlineData(false, null, "dumb", false)]
    public void Paint_PipesNoColorAndDumbTerminals_GetNoColour(bool redirected, string? noColor, string? term, bool colour)
    {
        var paint = Paint.Fits(redirected, name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null);
        Assert.Equal(colour ? "\u001b[32mok\u001b[0m" : "ok", paint.Of(Tone.Good, "ok"));
    }

    private static EventText Text() => new(Paint.None, command => "durableteams " + command);

    private static EventLine Event(string type, string? member, string data) => new(
        type, "r1", member, new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero),
        JsonSerializer.Deserialize<JsonElement>(data));
}
