using System.Text.Json.Nodes;
using DurableTeams.Live;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>What one agent writes, turn by turn: text, thoughts and calls, as messages that open, grow and close.</summary>
/// <param name="memberRunId">The agent's member run.</param>
/// <param name="name">The agent's name; null for the leader.</param>
/// <param name="tell">Takes the events.</param>
internal sealed class AgUiWriting(string memberRunId, string? name, Action<JsonObject> tell)
{
    private readonly string? _subagent = AgUiIds.Subagent(memberRunId);
    private readonly SortedDictionary<int, (string Id, Written Text)> _calls = [];
    private int _turn;
    private int _attempt;
    private int _voids;
    private Written _text = new();
    private Written _thoughts = new();
    private bool _speaks;
    private bool _thinks;

    /// <summary>Whether something is open.</summary>
    public bool IsOpen => _speaks || _thinks || _calls.Count > 0;

    /// <summary>Whether something was told that does not hold; the caller mends it with all messages, and says so here.</summary>
    public bool IsVoid { get; set; }

    private string MessageId =>
        AgUiIds.Message(memberRunId, _turn) + (_voids == 0 ? "" : FormattableString.Invariant($"-again{_voids}"));

    /// <summary>Tells a delta.</summary>
    public void Write(LiveDelta delta)
    {
        var data = delta.Data;
        Begin(data.Turn, data.Attempt);
        if (delta.Type == RunEventTypes.ReasoningDelta) Think(data);
        else if (delta.Type == RunEventTypes.ContentDelta) Speak(data);
        else if (delta.Type == RunEventTypes.ToolCallDelta && data.Index is { } index) Call(index, data);
    }

    /// <summary>Tells what is left of a turn that was recorded, and closes it.</summary>
    public void Complete(int turn, string? text, IReadOnlyList<(string Name, string Arguments)> calls)
    {
        Begin(turn, _turn == turn ? _attempt : 0);
        CloseThoughts();
        var rest = _text.Rest(text ?? "");
        if (rest is null)
        {
            StartOver();
            rest = _text.Rest(text ?? "");
        }

        Say(rest!);
        CloseText();
        for (var i = 0; i < calls.Count; i++)
        {
            var (id, told) = Start(i, calls[i].Name);
            if (told.RestOfJson(calls[i].Arguments) is { } left) Argue(id, left);
            else IsVoid = true;
        }

        IsVoid |= _calls.Keys.Any(index => index >= calls.Count);
        CloseCalls();
    }

    /// <summary>A call that is told at once.</summary>
    public static IReadOnlyList<JsonObject> Whole(string memberRunId, string callId, string tool, string arguments)
    {
        var subagent = AgUiIds.Subagent(memberRunId);
        return
        [
            AgUiFrame.Of(
                "TOOL_CALL_START", ("toolCallId", callId), ("toolCallName", tool), ("subagentRunId", subagent)),
            AgUiFrame.Of(
                "TOOL_CALL_ARGS", ("toolCallId", callId), ("delta", arguments), ("subagentRunId", subagent)),
            AgUiFrame.Of("TOOL_CALL_END", ("toolCallId", callId), ("subagentRunId", subagent)),
        ];
    }

    /// <summary>Closes what is open.</summary>
    public void Close()
    {
        CloseThoughts();
        CloseText();
        CloseCalls();
    }

    private void Begin(int turn, int attempt)
    {
        if (turn == _turn && attempt == _attempt) return;
        // What a broken try wrote cannot be taken back here; the messages as a whole can replace it.
        if (turn == _turn && (_text.Length > 0 || _calls.Count > 0)) StartOver();
        else if (turn != _turn)
        {
            Close();
            Forget();
            _voids = 0;
        }

        (_turn, _attempt) = (turn, attempt);
    }

    private void StartOver()
    {
        Close();
        Forget();
        IsVoid = true;
        _voids++;
    }

    private void Forget()
    {
        (_text, _thoughts) = (new Written(), new Written());
        _calls.Clear();
    }

    private void Think(LiveDeltaData data)
    {
        // Thoughts are no part of what was said: a gap or another try only begins another message.
        var next = _thoughts.Next(data.Offset, data.Text);
        if (next is null)
        {
            CloseThoughts();
            _thoughts = new Written();
            next = _thoughts.Next(data.Offset, data.Text);
        }

        if (string.IsNullOrEmpty(next)) return;
        var id = MessageId + "-thoughts";
        if (!_thinks)
        {
            _thinks = true;
            Tell("REASONING_START", ("messageId", id));
            Tell("REASONING_MESSAGE_START", ("messageId", id), ("role", "reasoning"));
        }

        Tell("REASONING_MESSAGE_CONTENT", ("messageId", id), ("delta", next));
    }

    private void Speak(LiveDeltaData data)
    {
        CloseThoughts();
        var next = _text.Next(data.Offset, data.Text);
        if (next is null)
        {
            StartOver();
            next = _text.Next(data.Offset, data.Text);
        }

        Say(next!);
    }

    private void Say(string text)
    {
        if (text.Length == 0) return;
        if (!_speaks)
        {
            _speaks = true;
            Tell("TEXT_MESSAGE_START", ("messageId", MessageId), ("role", "assistant"), ("name", name));
        }

        Tell("TEXT_MESSAGE_CONTENT", ("messageId", MessageId), ("delta", text));
    }

    private void Call(int index, LiveDeltaData data)
    {
        CloseThoughts();
        if (data.Name is null && !_calls.ContainsKey(index)) return;
        var (id, told) = Start(index, data.Name ?? "");
        var next = told.Next(data.Offset, data.Text);
        if (next is not null)
        {
            Argue(id, next);
            return;
        }

        StartOver();
        Call(index, data);
    }

    private (string Id, Written Text) Start(int index, string tool)
    {
        if (_calls.TryGetValue(index, out var open)) return open;
        var id = AgUiIds.Call(memberRunId, _turn, index) + (_voids == 0 ? "" : FormattableString.Invariant($"-again{_voids}"));
        Tell("TOOL_CALL_START", ("toolCallId", id), ("toolCallName", tool), ("parentMessageId", MessageId));
        return _calls[index] = (id, new Written());
    }

    private void Argue(string id, string text)
    {
        if (text.Length > 0) Tell("TOOL_CALL_ARGS", ("toolCallId", id), ("delta", text));
    }

    private void CloseThoughts()
    {
        if (!_thinks) return;
        _thinks = false;
        Tell("REASONING_MESSAGE_END", ("messageId", MessageId + "-thoughts"));
        Tell("REASONING_END", ("messageId", MessageId + "-thoughts"));
    }

    private void CloseText()
    {
        if (!_speaks) return;
        _speaks = false;
        Tell("TEXT_MESSAGE_END", ("messageId", MessageId));
    }

    private void CloseCalls()
    {
        foreach (var (id, _) in _calls.Values) Tell("TOOL_CALL_END", ("toolCallId", id));
        _calls.Clear();
    }

    private void Tell(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var frame = AgUiFrame.Of(type, members);
        if (_subagent is not null) frame["subagentRunId"] = _subagent;
        tell(frame);
    }
}
