using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json.Answers;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.OpenAI;

/// <summary>An event stream of Chat Completions as the answer that it comes to, its first choice alone.</summary>
/// <param name="secret">The key, taken out of failures.</param>
internal sealed class ChatCompletionStream(string? secret) : IAnswerFold
{
    // Chunks are put together level by level.
    private const int Depth = 128;
    private static readonly JsonSerializerOptions AsDeep = new() { MaxDepth = 2 * Depth };

    private readonly JsonObject _answer = [], _message = [], _choice = [];
    private bool _ended;

    /// <summary>The whole answer in a body that was read to its end.</summary>
    /// <exception cref="ModelException">The stream ends before the answer does, or holds what is not JSON.</exception>
    public static JsonElement Whole(string body, string? secret)
    {
        var stream = new ChatCompletionStream(secret);
        foreach (var data in body.Split('\n').Select(ProviderStream.DataOf).OfType<string>()) stream.Add(data, []);
        return stream.Close();
    }

    ChatResponse IAnswerFold.Whole(string body) => ChatCompletionResponse.Read(body, secret);

    public ChatResponse Complete() => ChatCompletionResponse.Read(Close(), secret);

    public bool Add(string data, ICollection<AIContent> heard)
    {
        if (data == "[DONE]") return _ended = true;
        if (Parse(data) is not JsonObject chunk) return false;
        foreach (var (name, member) in chunk.Where(member => member.Key != "choices" && member.Value is not null))
            _answer[name] = member!.DeepClone();
        if (chunk["choices"] is not JsonArray choices
            || choices.Select(each => each as JsonObject).FirstOrDefault(IsFirst) is not { } first)
            return false;
        foreach (var name in (ReadOnlySpan<string>)["finish_reason", "error"])
        {
            if (first[name] is { } member) _choice[name] = member.DeepClone();
        }

        if ((first["delta"] ?? first["message"]) is JsonObject delta)
        {
            ChatCompletionDelta.Read(delta, heard);
            Merge(_message, delta);
        }

        return false;
    }

    private JsonElement Close()
    {
        if (_answer["error"] is null && _choice.Count == 0 && !_ended)
            throw new ModelException("The model provider's event stream ended before its answer did.", transient: true, 200);
        _choice["message"] = _message;
        _answer["choices"] = new JsonArray(_choice);
        return JsonSerializer.SerializeToElement(_answer, AsDeep);
    }

    private static bool IsFirst(JsonObject? choice) =>
        choice is not null && (choice["index"] is not JsonValue index || !index.TryGetValue(out int at) || at == 0);

    private JsonNode? Parse(string data)
    {
        try
        {
            return JsonNode.Parse(LenientJson.Repair(data), null, new JsonDocumentOptions { MaxDepth = Depth });
        }
        catch (JsonException)
        {
            throw new ModelException(
                $"The model provider's event stream holds what is not JSON: {ProviderError.Clean(data, secret)}",
                transient: true,
                200);
        }
    }

    // Texts grow, lists of what has an index grow by it, objects likewise; of anything else the last counts.
    private static void Merge(JsonObject whole, JsonObject delta)
    {
        foreach (var (name, member) in delta)
        {
            switch (whole[name], member)
            {
                case (_, null): break;
                case (JsonValue had, JsonValue more) when name is not ("role" or "id" or "type") && Text(had) is { } start
                    && Text(more) is { } end:
                    whole[name] = start + end;
                    break;
                case (JsonObject had, JsonObject more): Merge(had, more); break;
                case (JsonArray had, JsonArray more): Merge(had, more); break;
                case (null, JsonArray more):
                    JsonArray begun = [];
                    Merge(begun, more);
                    whole[name] = begun;
                    break;
                default: whole[name] = member.DeepClone(); break;
            }
        }
    }

    private static void Merge(JsonArray whole, JsonArray more)
    {
        foreach (var part in more)
        {
            var place = Place(part);
            var known = place is null ? null : whole.OfType<JsonObject>().FirstOrDefault(other => Place(other) == place);
            if (known is null) whole.Add(part?.DeepClone());
            else Merge(known, part!.AsObject());
        }
    }

    private static int? Place(JsonNode? part) =>
        part is JsonObject piece && piece["index"] is JsonValue index && index.TryGetValue(out int at) ? at : null;

    private static string? Text(JsonValue value) => value.TryGetValue(out string? text) ? text : null;
}
