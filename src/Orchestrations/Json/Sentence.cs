namespace DurableTeams.Json;

/// <summary>
/// Joins texts of other authors into sentences. It is not known whether such a text ends with a full stop, and one full stop is
/// enough.
/// </summary>
internal static class Sentence
{
    /// <summary>The text without a full stop, for a sentence that goes on.</summary>
    public static string WithoutFullStop(string text) => text.TrimEnd(' ', '\n', '\r', '.');

    /// <summary>The text as a sentence, with a full stop where the text has no end of its own.</summary>
    public static string WithFullStop(string text)
    {
        var open = WithoutFullStop(text);
        return open.EndsWith('!') || open.EndsWith('?') || open.EndsWith('…') ? open : open + ".";
    }
}
