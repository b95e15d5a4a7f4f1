using System.Text;
using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Live;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>What the leader of a run writes, as messages of a response: a message a turn.</summary>
internal sealed class OpenAITalk(string runId, OpenAIOutput output)
{
    private readonly StringBuilder _said = new();
    private Written _text = new();
    private (int Turn, int Attempt) _at;
    private string _id = "";
    private int _again;
    private int? _open;

    /// <summary>The last words that were recorded; null with none.</summary>
    public string? Last { get; private set; }

    /// <summary>Tells what is being written.</summary>
    public void Write(LiveDelta delta)
    {
        var data = delta.Data;
        if (_at.Turn != data.Turn) Begin(data.Turn, data.Attempt);
        else if (_at.Attempt != data.Attempt && _text.Length > 0) StartOver(data.Attempt);
        _at.Attempt = data.Attempt;
        var next = _text.Next(data.Offset, data.Text);
        if (next is null)
        {
            StartOver(data.Attempt);
            next = _text.Next(data.Offset, data.Text);
        }

        Say(next ?? "");
    }

    /// <summary>Tells what is left of a turn that was recorded.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="text">All of its words.</param>
    /// <param name="calls">Whether it calls something, so that more will follow.</param>
    public void Complete(int turn, string text, bool calls)
    {
        if (_at.Turn != turn) Begin(turn, 0);
        var rest = _text.Rest(text);
        if (rest is null)
        {
            StartOver(_at.Attempt);
            rest = _text.Rest(text);
        }

        Say(rest!);
        Close("completed", calls ? "commentary" : "final_answer");
        if (text.Length > 0) Last = text;
    }

    /// <summary>A message that is not the leader's own.</summary>
    public void Tell(string id, string text, string phase)
    {
        Close("incomplete", null);
        (_id, _text) = (id, new Written());
        Say(text);
        Close("completed", phase);
    }

    /// <summary>Ends what is open.</summary>
    public void Close(string status, string? phase)
    {
        if (_open is not { } index) return;
        _open = null;
        var text = _said.ToString();
        output.Tell(
            "response.output_text.done", ("item_id", _id), ("output_index", index), ("content_index", 0), ("text", text),
            ("logprobs", new JsonArray()));
        output.Tell(
            "response.content_part.done", ("item_id", _id), ("output_index", index), ("content_index", 0), ("part", Part(text)));
        var item = Item(status, Part(text));
        if (phase is not null) item["phase"] = phase;
        output.Finish(index, item);
        _said.Clear();
    }

    private void Begin(int turn, int attempt)
    {
        Close("incomplete", null);
        (_text, _at, _again) = (new Written(), (turn, attempt), 0);
        _id = OpenAIIds.Message(runId, turn, 0);
    }

    // What was told cannot be taken back: it stays as a message that was not finished.
    private void StartOver(int attempt)
    {
        Close("incomplete", null);
        (_text, _at.Attempt) = (new Written(), attempt);
        _id = OpenAIIds.Message(runId, _at.Turn, ++_again);
    }

    private void Say(string text)
    {
        if (text.Length == 0) return;
        if (_open is null)
        {
            _open = output.Add(Item("in_progress"));
            output.Tell(
                "response.content_part.added", ("item_id", _id), ("output_index", _open.Value), ("content_index", 0),
                ("part", Part("")));
        }

        _said.Append(text);
        output.TellText(text, _open.Value, _id);
    }

    private JsonObject Item(string status, params JsonNode[] content) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["status"] = status,
        ["content"] = new JsonArray(content),
    };

    private static JsonObject Part(string text) => new()
    {
        ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(),
    };
}
