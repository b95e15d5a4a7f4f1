using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json.Answers;
using DurableTeams.Models.Providers;

namespace DurableTeams.Models.OpenAI;

/// <summary>
/// An event stream, which some servers answer with although nobody asked for one, as the answer it comes to. It is read line by
/// line and not by the framework's SseParser, which needs the empty lines after each chunk: such servers leave them out.
/// </summary>
internal static class ChatCompletionStream
{
    private const string Data = "data:";

    // Chunks are put together level by level.
    private const int Depth = 128;
    private static readonly JsonSerializerOptions AsDeep = new() { MaxDepth = 2 * Depth };

    /// <summary>Whether a body is an event stream.</summary>
    public static bool IsOne(string body)
    {
        var start = body.AsSpan().TrimStart("\ufeff \r\n\t");
        return start.StartsWith(Data, StringComparison.Ordinal) || start.StartsWith("event:", StringComparison.Ordinal)
            || start.StartsWith(':');
    }

    /// <summary>The whole answer, its first choice alone.</summary>
    /// <exception cref="ModelException">The stream ends before the answer does.</exception>
    /// <exception cref="JsonException">A chunk is not JSON.</exception>
    public static JsonElement Whole(string body)
    {
        var answer = new JsonObject();
        var (message, choice) = (new JsonObject(), new JsonObject());
        var ended = false;
        foreach (var line in body.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith(Data, StringComparison.Ordinal)))
        {
            var data = line[Data.Length..].Trim();
            ended |= data == "[DONE]";
            if (data is "" or "[DONE]" || Parse(data) is not JsonObject chunk) continue;
            foreach (var (name, member) in chunk.Where(member => member.Key != "choices"
                && member.Value is not null)) answer[name] = member!.DeepClone();
            if (chunk["choices"] is not JsonArray choices
                || choices.Select(each => each as JsonObject).FirstOrDefault(IsFirst) is not { } first)
                continue;
            foreach (var name in (ReadOnlySpan<string>)["finish_reason", "error"])
            {
                if (first[name] is { } member) choice[name] = member.DeepClone();
            }

            if ((first["delta"] ?? first["message"]) is JsonObject delta) Merge(message, delta);
        }

        if (answer["error"] is null && choice.Count == 0 && !ended)
            throw new ModelException("The model provider's event stream ended before its answer did.", transient: true, 200);
        choice["message"] = message;
        answer["choices"] = new JsonArray(choice);
        return JsonSerializer.SerializeToElement(answer, AsDeep);
    }

    private static bool IsFirst(JsonObject? choice) =>
        choice is not null && (choice["index"] is not JsonValue index || !index.TryGetValue(out int at) || at == 0);

    private static JsonNode? Parse(string data)
    {
        try
        {
            return JsonNode.Parse(LenientJson.Repair(data), null, new JsonDocumentOptions { MaxDepth = Depth });
        }
        catch (JsonException)
        {
            throw new ModelException(
                $"The model provider's event stream holds what is not JSON: {ProviderError.Clean(data, null)}",
                transient: true,
                200);
        }
    }

    // Texts grow, lists of what has an index grow by it, objects likewise; of anything else the last counts.
    private static void Merge(JsonObject whole, JsonObject delta)
    {
        foreach (var (name, member) in delta)
        {
            if (member is null) continue;
            whole[name] = (whole[name], member) switch
            {
                (JsonValue had, JsonValue more) when name is not ("role" or "id" or "type") && Text(had) is { } start
                    && Text(more) is { } end => start + end,
                (JsonObject had, JsonObject more) => Grown(had, more),
                (JsonArray had, JsonArray more) => Grown(had, more),
                (null, JsonArray more) => Grown([], more),
                _ => member.DeepClone(),
            };
        }
    }

    private static JsonObject Grown(JsonObject had, JsonObject more)
    {
        var grown = had.DeepClone().AsObject();
        Merge(grown, more);
        return grown;
    }

    private static JsonArray Grown(JsonArray had, JsonArray more)
    {
        var grown = had.DeepClone().AsArray();
        foreach (var part in more)
        {
            var place = part is JsonObject { } piece && piece["index"] is JsonValue index && index.TryGetValue(out int at)
                ? at
                : (int?)null;
            var known = place is null ? null : grown.OfType<JsonObject>()
                .FirstOrDefault(other => other["index"] is JsonValue its && its.TryGetValue(out int same) && same == place);
            if (known is null) grown.Add(part?.DeepClone());
            else Merge(known, part!.AsObject());
        }

        return grown;
    }

    private static string? Text(JsonValue value) => value.TryGetValue(out string? text) ? text : null;
}
