using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.AgUi;
using DurableTeams.Live;

namespace DurableTeams.Embedded.Tests.Protocols.AgUi;

/// <summary>What a model writes piece by piece, in a protocol that takes nothing back.</summary>
public sealed class AgUiWritingTests
{
    private const string Member = "r1.2";
    private readonly List<JsonObject> _told = [];
    private readonly AgUiWriting _writing;

    public AgUiWritingTests() => _writing = new AgUiWriting(Member, "ann", _told.Add);

    [Fact]
    public void Write_DeltasThatRepeatAndSkip_TellsEachCharacterOnce()
    {
        Say(0, "Hel");
        Say(0, "Hello ");
        Say(20, "behind a gap");
        _writing.Complete(1, "Hello world", []);

        Assert.Equal("Hello world", Joined("TEXT_MESSAGE_CONTENT"));
        Assert.Equal(
            ["TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END"],
            Types());
        Assert.All(_told, frame => Assert.Equal((Member, "r1.2-1"), (Text(frame, "subagentRunId"), Text(frame, "messageId"))));
        Assert.False(_writing.IsVoid);
    }

    [Fact]
    public void Write_AnotherTryWithOtherWords_BeginsAnotherMessageAndSaysThatTheFirstIsVoid()
    {
        Say(0, "Hello");
        Say(0, "Good", attempt: 2);
        _writing.Complete(1, "Good day", []);

        var messages = _told.Where(frame => Text(frame, "type") == "TEXT_MESSAGE_CONTENT")
            .GroupBy(frame => Text(frame, "messageId"))
                .Select(group => string.Concat(group.Select(frame => Text(frame, "delta"))));
        Assert.Equal(["Hello", "Good day"], messages);
        Assert.Equal(2, Types().Count(type => type == "TEXT_MESSAGE_END"));
        Assert.True(_writing.IsVoid);
    }

    [Fact]
    public void Write_ThoughtsThenACall_ClosesTheOneBeforeTheOther()
    {
        Write("ReasoningDelta", 0, "Hm");
        Write("ToolCallDelta", 0, "{\"a\":", index: 0, name: "look");
        _writing.Complete(1, null, [("look", "{\"a\": 1}"), ("see", "{}")]);

        Assert.Equal(
            [
                "REASONING_START", "REASONING_MESSAGE_START", "REASONING_MESSAGE_CONTENT", "REASONING_MESSAGE_END",
                "REASONING_END",
                "TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_ARGS", "TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END",
                "TOOL_CALL_END",
            ],
            Types());
        Assert.Equal("{\"a\": 1}{}", Joined("TOOL_CALL_ARGS"));
        Assert.Equal("r1.2-1-0", Text(_told[5], "toolCallId"));
    }

    [Fact]
    public void Complete_SameArgumentsWithOtherBlanks_IsNotVoid()
    {
        Write("ToolCallDelta", 0, "{ \"a\": 1 }", index: 0, name: "look");
        _writing.Complete(1, null, [("look", "{\"a\":1}")]);

        Assert.False(_writing.IsVoid);
        Assert.Equal("{ \"a\": 1 }", Joined("TOOL_CALL_ARGS"));
    }

    private void Say(int offset, string text, int attempt = 1) => Write("ContentDelta", offset, text, attempt);

    private void Write(string type, int offset, string text, int attempt = 1, int? index = null, string? name = null) =>
        _writing.Write(new LiveDelta(
            type, "r1", Member, "ann", DateTimeOffset.UnixEpoch, new LiveDeltaData(1, attempt, offset, text, index, null, name)));

    private List<string?> Types() => [.. _told.Select(frame => Text(frame, "type"))];

    private string Joined(string type) =>
        string.Concat(_told.Where(frame => Text(frame, "type") == type).Select(frame => Text(frame, "delta")));

    private static string? Text(JsonObject frame, string name) => frame[name]?.GetValue<string>();
}
