using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Live;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Chat;

/// <summary>
/// Tells a stretch of a run as chunks of a chat completion: what its leader writes, then what is asked. A chat completion is one
/// text, so turns are paragraphs of it, and so is a text that a model began anew.
/// </summary>
internal sealed class OpenAIChatTranslator(OpenAIStretch told, OpenAIQuestions questions, bool tellsUsage)
{
    private readonly List<JsonObject> _chunks = [];
    private readonly string _leader = RunIds.Leader(told.Run.RunId);
    private readonly OpenAIUsage _usage = new();
    private Written _text = new();
    private (int Turn, int Attempt) _at;
    private string? _last;
    private bool _parts;

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        List<JsonObject> taken = [.. _chunks];
        _chunks.Clear();
        return taken;
    }

    /// <summary>Begins the answer.</summary>
    public void Begin() => Add(told.Run, new JsonObject { ["role"] = "assistant", ["content"] = "", ["refusal"] = null });

    /// <summary>Tells what the leader writes.</summary>
    public void Tell(LiveDelta delta)
    {
        if (delta.MemberRunId != _leader || delta.Type != RunEventTypes.ContentDelta) return;
        var data = delta.Data;
        if (_at != (data.Turn, data.Attempt)) Part((data.Turn, data.Attempt));
        if (_text.Next(data.Offset, data.Text) is not { } next)
        {
            Part(_at);
            next = _text.Next(data.Offset, data.Text) ?? "";
        }

        Say(next);
    }

    /// <summary>Tells what was recorded.</summary>
    public void Tell(RunEvent item)
    {
        if (item.Type != RunEventTypes.ModelCallCompleted) return;
        _usage.Add(item);
        if (item.MemberRunId != _leader || item.Number("turn") is not { } turn) return;
        var text = item.Text("text") ?? "";
        if (_at.Turn != turn) Part((turn, 0));
        if (_text.Rest(text) is not { } rest)
        {
            Part(_at);
            rest = text;
        }

        Say(rest);
        if (text.Length > 0) _last = text;
    }

    /// <summary>Ends the answer.</summary>
    public void End(StretchEnd end)
    {
        Part(default);
        if (end.Pending.Count > 0)
        {
            Say(questions.Words(end.Pending));
            var calls = end.Pending.Select(questions.ToolCall).ToList();
            for (var i = 0; i < calls.Count; i++) calls[i]["index"] = i;
            Add(end.Run, new JsonObject { ["tool_calls"] = new JsonArray([.. calls]) });
        }
        else if (end.Run.Output is { } output && output != _last) Say(output);

        Add(end.Run, [], OpenAICompletion.Reason(end));
        if (tellsUsage) _chunks.Add(OpenAICompletion.Usage(told, end.Run, _usage));
    }

    private void Part((int Turn, int Attempt) at)
    {
        _parts |= _text.Length > 0;
        (_text, _at) = (new Written(), at);
    }

    private void Say(string text)
    {
        if (text.Length == 0) return;
        if (_parts) text = "\n\n" + text;
        _parts = false;
        Add(told.Run, new JsonObject { ["content"] = text });
    }

    private void Add(RunRecord run, JsonObject delta, string? reason = null)
    {
        var chunk = OpenAICompletion.Chunk(told, run, delta, reason);
        if (tellsUsage) chunk["usage"] = null;
        _chunks.Add(chunk);
    }
}
