using System.Text;

namespace DurableTeams.Embedded.Working;

/// <summary>The end of a text of any length.</summary>
/// <param name="limit">How many characters of the end are kept.</param>
internal sealed class TextTail(int limit)
{
    private readonly StringBuilder _text = new();
    private long _dropped;

    public void Append(ReadOnlySpan<char> more)
    {
        _text.Append(more);
        // Twice the limit at most, so that not every character moves the others.
        if (_text.Length <= 2 * limit) return;
        Drop();
    }

    /// <summary>The end; where something is missing before it, a first line says how much.</summary>
    public override string ToString()
    {
        if (_text.Length > limit) Drop();
        return _dropped == 0 ? _text.ToString() : $"[{_dropped} characters left out]\n{_text}";
    }

    private void Drop()
    {
        var over = _text.Length - limit;
        _text.Remove(0, over);
        _dropped += over;
    }
}
