namespace DurableTeams.Json;

/// <summary>Sentences made of parts that others wrote: whether those end with a full stop is not known, and one is enough.</summary>
internal static class Sentence
{
    /// <summary>The text without a full stop, for a sentence that goes on.</summary>
    public static string Open(string text) => text.TrimEnd(' ', '\n', '\r', '.');

    /// <summary>The text as a sentence: with a full stop where it has no end of its own.</summary>
    public static string End(string text)
    {
        var open = Open(text);
        return open.EndsWith('!') || open.EndsWith('?') || open.EndsWith('…') ? open : open + ".";
    }
}
