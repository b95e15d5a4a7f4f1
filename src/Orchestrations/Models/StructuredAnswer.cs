using System.Text.Json;

namespace DurableTeams.Models;

/// <summary>The JSON in a model's answer.</summary>
public static class StructuredAnswer
{
    private const string Fence = "```";

    /// <summary>The answer as JSON, taken out of a Markdown code block where it is in one; null where it is none.</summary>
    public static JsonDocument? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return JsonDocument.Parse(Strip(text.Trim()), new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Servers that know no response format are asked in words, and many models answer those in a code block.
    private static string Strip(string text)
    {
        if (!text.StartsWith(Fence, StringComparison.Ordinal) || !text.EndsWith(Fence, StringComparison.Ordinal)) return text;
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 || line > text.Length - Fence.Length ? text : text[line..^Fence.Length].Trim();
    }
}
