using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DurableTeams.Embedded.Display;

/// <summary>
/// Writes an event as a line of JSON for a log: ids, names and words of the contract, and nothing that people, models or tools
/// said.
/// </summary>
internal static class EventJson
{
    private static readonly string[] Known =
    [
        "requirementId", "kind", "status", "decision", "by", "attempts", "from", "to", "phase", "section", "owner", "round",
        "taskId",
        "workId", "worker", "queue", "model", "inputTokens", "outputTokens",
    ];

    /// <summary>A line that says why the host does not start.</summary>
    public static string OfFailure(string reason) =>
        JsonSerializer.Serialize(new { at = DateTime.UtcNow, level = "Error", reason });

    /// <summary>A line that says where the host listens, and which teams it has.</summary>
    public static string OfListening(string url, IEnumerable<string> teams) =>
        JsonSerializer.Serialize(new { at = DateTime.UtcNow, @event = "HostListening", url, teams });

    /// <summary>The line, without its end.</summary>
    public static string Of(EventLine item, RunFacts? facts)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("at", item.At.UtcDateTime);
            writer.WriteString("event", item.Type);
            writer.WriteString("runId", item.RunId);
            if (item.MemberId is { } member) writer.WriteString("memberId", member);
            if (facts?.TeamId is { } team) writer.WriteString("teamId", team);
            var tool = item.Data.Member("tool").Text("name") is { Length: > 0 } asked ? asked : item.Data.Text("name");
            if (tool.Length > 0) writer.WriteString("tool", tool);
            foreach (var name in Known)
            {
                if (item.Data.Member(name) is not { ValueKind: JsonValueKind.String or JsonValueKind.Number } value) continue;
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            if (item.Data.Member("error").Text("code") is { Length: > 0 } code) writer.WriteString("code", code);
            if (facts?.Took is { } took) writer.WriteNumber("seconds", Math.Round(took.TotalSeconds, 3));
            if (facts?.Tokens is { } tokens) writer.WriteNumber("tokens", tokens);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
