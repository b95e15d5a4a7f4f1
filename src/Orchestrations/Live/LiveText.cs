using System.Text;

namespace DurableTeams.Live;

/// <summary>One text of a model call: its words, its thoughts, or the arguments of a call. Used under its call's lock.</summary>
/// <param name="type">The type of its deltas.</param>
/// <param name="index">The place of the call in its turn; null for words and thoughts.</param>
internal sealed class LiveText(string type, int? index)
{
    private readonly StringBuilder _text = new();

    public string Type => type;

    public int? Index => index;

    public string? CallId { get; private set; }

    public string? Name { get; private set; }

    public int Length => _text.Length;

    public void Add(string more, string? callId, string? name)
    {
        _text.Append(more);
        CallId ??= callId;
        Name ??= name;
    }

    /// <summary>What came after an offset, without half a character at the end.</summary>
    public string From(int offset)
    {
        var length = _text.Length - offset;
        if (length > 0 && char.IsHighSurrogate(_text[^1])) length--;
        return length <= 0 ? "" : _text.ToString(offset, length);
    }
}
