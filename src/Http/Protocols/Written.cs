using System.Text;
using System.Text.Json;

namespace DurableTeams.Http.Protocols;

/// <summary>
/// A text that a reader is being told piece by piece, in a protocol that cannot take back what it told. Deltas may repeat what
/// came before, begin anew or leave a gap, and what is recorded in the end counts.
/// </summary>
internal sealed class Written
{
    private readonly StringBuilder _told = new();

    /// <summary>How many characters (UTF-16) were told.</summary>
    public int Length => _told.Length;

    /// <summary>
    /// What to tell next of a delta: nothing behind a gap; null where the text began anew with other words, so that what was told
    /// is void.
    /// </summary>
    /// <param name="offset">The characters before the text.</param>
    /// <param name="text">The text.</param>
    public string? Next(int offset, string text)
    {
        if (offset > _told.Length) return "";
        var known = Math.Min(_told.Length - offset, text.Length);
        if (!_told.ToString(offset, known).AsSpan().SequenceEqual(text.AsSpan(0, known))) return null;
        return Tell(text[known..]);
    }

    /// <summary>What is left to tell of the whole text; null where it is not what was told.</summary>
    public string? Rest(string whole) =>
        whole.StartsWith(_told.ToString(), StringComparison.Ordinal) ? Tell(whole[_told.Length..]) : null;

    /// <summary>The same for JSON, which may have been written with other blanks.</summary>
    public string? RestOfJson(string whole)
    {
        if (Rest(whole) is { } rest) return rest;
        try
        {
            using var told = JsonDocument.Parse(_told.ToString());
            using var final = JsonDocument.Parse(whole);
            return JsonElement.DeepEquals(told.RootElement, final.RootElement) ? "" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Tell(string text)
    {
        _told.Append(text);
        return text;
    }
}
