using System.Text.Json.Nodes;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>
/// The items of a response, and the events that tell them (package openai 7.59, ResponseStreamEvent). An event has one number,
/// and a text one for each character (UTF-16), the last of which it shows: so the numbers are the same however a text was cut
/// when it was told, and a reader may come back with the last one that it has.
/// </summary>
/// <param name="startingAfter">The last number that the reader has; -1 with none.</param>
internal sealed class OpenAIOutput(long startingAfter)
{
    private readonly List<JsonObject> _frames = [];
    private readonly List<JsonObject> _items = [];
    private long _next;

    /// <summary>Copies of the items, as they are now.</summary>
    public JsonArray Items() => new([.. _items.Select(item => item.DeepClone())]);

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        List<JsonObject> taken = [.. _frames];
        _frames.Clear();
        return taken;
    }

    /// <summary>Forgets what was told, numbers and all.</summary>
    public void Clear()
    {
        _frames.Clear();
        _items.Clear();
        _next = 0;
    }

    /// <summary>Begins an item; returns its place.</summary>
    public int Add(JsonObject item)
    {
        _items.Add(item);
        Tell("response.output_item.added", ("output_index", _items.Count - 1), ("item", item.DeepClone()));
        return _items.Count - 1;
    }

    /// <summary>Ends an item.</summary>
    public void Finish(int index, JsonObject item)
    {
        _items[index] = item;
        Tell("response.output_item.done", ("output_index", index), ("item", item.DeepClone()));
    }

    /// <summary>An item that is told at once.</summary>
    public void Whole(JsonObject item) => Finish(Add(item), item);

    /// <summary>An event.</summary>
    public void Tell(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        if (_next++ > startingAfter) Frame(type, _next - 1, members);
    }

    /// <summary>The next characters of a text.</summary>
    public void TellText(string text, int index, string id)
    {
        _next += text.Length;
        var left = Math.Min(_next - 1 - startingAfter, text.Length);
        if (left <= 0) return;
        Frame(
            "response.output_text.delta", _next - 1,
            [
                ("item_id", id), ("output_index", index), ("content_index", 0), ("delta", text[(int)(text.Length - left)..]),
                ("logprobs", new JsonArray()),
            ]);
    }

    private void Frame(string type, long number, ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var frame = new JsonObject { ["type"] = type, ["sequence_number"] = number };
        foreach (var (name, value) in members) frame[name] = value;
        _frames.Add(frame);
    }
}
