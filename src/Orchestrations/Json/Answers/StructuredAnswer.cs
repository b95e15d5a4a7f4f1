using System.Text;
using System.Text.Json;

namespace DurableTeams.Json.Answers;

/// <summary>The JSON in a model's answer.</summary>
internal static class StructuredAnswer
{
    private const string Fence = "```";
    private static readonly string[] Thoughts = ["think", "thinking", "thought", "reasoning"];

    /// <summary>
    /// The answer as JSON. It is the whole answer, without a byte order mark and thoughts in front
    /// (<c>&lt;think&gt;…&lt;/think&gt;</c>), or the one Markdown code block in it that is JSON. Null where there is none, or
    /// more than one.
    /// </summary>
    public static JsonDocument? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var answer = WithoutThoughts(text);
        // A chat template may begin the thoughts itself, so that the model only ends them.
        return Read(text) ?? Find(answer) ?? (answer.IndexOf("</think>", StringComparison.OrdinalIgnoreCase) is >= 0 and var end
            ? Find(answer[(end + 8)..])
            : null);
    }

    /// <summary>
    /// An answer without the thoughts that some servers leave in front of it; empty where the thoughts do not end.
    /// </summary>
    public static string WithoutThoughts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = text.AsSpan().TrimStart();
        foreach (var name in Thoughts)
        {
            if (!start.StartsWith($"<{name}>", StringComparison.OrdinalIgnoreCase)) continue;
            var close = $"</{name}>";
            var end = start.IndexOf(close, StringComparison.OrdinalIgnoreCase);
            return end < 0 ? "" : start[(end + close.Length)..].Trim().ToString();
        }

        return text;
    }

    private static JsonDocument? Find(string answer)
    {
        if (Read(answer) is { } whole) return whole;
        JsonDocument? only = null;
        // Servers that know no response format are asked in words, and many models then answer in a code block.
        foreach (var block in Blocks(answer))
        {
            if (Read(block) is not { } json) continue;
            if (only is null)
            {
                only = json;
                continue;
            }

            json.Dispose();
            only.Dispose();
            return null;
        }

        return only;
    }

    private static IEnumerable<string> Blocks(string text)
    {
        StringBuilder? block = null;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (block is null)
            {
                if (line.StartsWith(Fence, StringComparison.Ordinal)) block = new StringBuilder();
                continue;
            }

            var closes = line.EndsWith(Fence, StringComparison.Ordinal);
            block.AppendLine(closes ? line[..^Fence.Length] : line);
            if (!closes) continue;
            yield return block.ToString();
            block = null;
        }
    }

    private static JsonDocument? Read(string text)
    {
        try
        {
            return JsonDocument.Parse(LenientJson.Repair(text).Trim(), new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
