using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>The words of what an agent says.</summary>
internal static class A2AText
{
    private const string Between = "\n\n";

    /// <summary>The output of a task: its artifacts, or, where it has none, what its status says.</summary>
    public static string OutputOf(A2ATask task)
    {
        var made = string.Join(
            Between, (task.Artifacts ?? []).Select(artifact => Of(artifact.Parts)).Where(text => text.Length > 0));
        return made.Length > 0 ? made : Of(task.Status?.Message?.Parts);
    }

    /// <summary>The texts alone; where there is none, all of it.</summary>
    public static string Words(IReadOnlyList<A2APart>? parts)
    {
        var texts = string.Concat((parts ?? []).Select(part => part.Text));
        return texts.Length > 0 ? texts : Of(parts);
    }

    /// <summary>Texts as they are, data as JSON, and of files where they are, or what they are.</summary>
    public static string Of(IReadOnlyList<A2APart>? parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts ?? [])
        {
            // An agent may say the same as text and as data.
            if (part.Data is { } data && IsSaid(text.ToString(), data)) continue;
            var words = Of(part);
            // A text that is sent in pieces is one text.
            if (text.Length > 0 && words.Length > 0 && part.Text is null) text.Append('\n');
            text.Append(words);
        }

        return text.ToString();
    }

    /// <summary>A hash that tells whether a task has changed.</summary>
    public static string Look(A2ATask task)
    {
        var size = (task.Artifacts ?? []).Sum(artifact => (long)(artifact.Parts ?? []).Sum(part => Of(part).Length + 1));
        return Hash($"{task.Status?.State}|{task.Status?.Timestamp}|{task.Status?.Message?.MessageId}|"
            + $"{Of(task.Status?.Message?.Parts)}|{task.Artifacts?.Count}|{size}");
    }

    /// <summary>The first 16 hex digits of a text's SHA-256.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static bool IsSaid(string text, JsonElement data)
    {
        if (text is not ['{' or '[', ..]) return false;
        try
        {
            using var said = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = A2AJson.MaxDepth });
            return JsonElement.DeepEquals(said.RootElement, data);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Of(A2APart part) => part switch
    {
        { Text: { } text } => text,
        { Data: { ValueKind: not JsonValueKind.Null } data } => data.GetRawText(),
        { Url: { } url } => part.Filename is { } name ? $"{name}: {url}" : url,
        { Raw: { } raw } => string.Create(
            CultureInfo.InvariantCulture,
            $"[{part.Filename ?? "file"}, {part.MediaType ?? "unknown type"}, {raw.Length / 4 * 3} bytes, left out]"),
        _ => "",
    };
}
