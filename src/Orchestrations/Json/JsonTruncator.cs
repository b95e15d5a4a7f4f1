using System.Globalization;
using System.Text;

namespace DurableTeams.Json;

/// <summary>
/// Follows JSON byte by byte and can end it early so that the part so far is valid JSON. Inside a text value, the text ends
/// with a line that says so; then everything that is open is closed.
/// </summary>
internal sealed class JsonTruncator
{
    private const int MaxDepth = 64;
    private const int IdLength = 2;

    private readonly List<bool> _objects = [];
    private readonly byte[] _key = new byte[IdLength + 1];
    private int _keyLength;
    private bool _inString;
    private bool _isKey;
    private bool _expectsKey;
    private bool _hasId;
    private bool _tooDeep;
    private int _escape;
    private int _code;
    private bool _halfPair;

    /// <summary>Whether the JSON can be ended here.</summary>
    public bool CanEnd => _inString && !_isKey && !_tooDeep && _escape == 0 && !_halfPair && _objects.Count > 0;

    /// <summary>The next bytes.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) Pass(b);
    }

    /// <summary>The next byte.</summary>
    public void Pass(byte b)
    {
        if (_inString) InString(b);
        else Outside(b);
    }

    /// <summary>The bytes that end the JSON here.</summary>
    /// <param name="limit">The limit in bytes, for the line that says so.</param>
    /// <param name="id">The <c>id</c> of the outermost object, as JSON, added where the part so far has none; null adds
    /// none.</param>
    public byte[] End(int limit, string? id)
    {
        var end = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"\\n[cut: longer than {limit} bytes]\""));
        for (var i = _objects.Count - 1; i >= 0; i--)
        {
            if (i == 0 && _objects[0] && !_hasId && id is not null) end.Append(",\"id\":").Append(id);
            end.Append(_objects[i] ? '}' : ']');
        }

        return Encoding.UTF8.GetBytes(end.ToString());
    }

    private void Outside(byte b)
    {
        switch (b)
        {
            case (byte)'"':
                (_inString, _isKey, _keyLength) = (true, _expectsKey, 0);
                break;
            case (byte)'{' or (byte)'[':
                if (_objects.Count == MaxDepth) _tooDeep = true;
                else _objects.Add(b == '{');
                _expectsKey = b == '{';
                break;
            case (byte)'}' or (byte)']':
                if (_objects.Count > 0) _objects.RemoveAt(_objects.Count - 1);
                _expectsKey = false;
                break;
            case (byte)',':
                _expectsKey = _objects.Count > 0 && _objects[^1];
                break;
            case (byte)':':
                _expectsKey = false;
                break;
        }
    }

    private void InString(byte b)
    {
        if (_escape > 0)
        {
            Escaped(b);
            return;
        }

        if (b == '\\')
        {
            _escape = 1;
            return;
        }

        _halfPair = false;
        if (b == '"')
        {
            _inString = false;
            if (_isKey && _objects.Count == 1 && _keyLength == IdLength && _key[0] == 'i' && _key[1] == 'd') _hasId = true;
        }
        else if (_isKey && _keyLength <= IdLength)
        {
            _key[_keyLength++] = b;
        }
    }

    // 1: after the backslash; 2 to 5: before the first to fourth digit of \uXXXX.
    private void Escaped(byte b)
    {
        if (_escape == 1)
        {
            (_escape, _code) = b == 'u' ? (2, 0) : (0, 0);
            if (b != 'u') _halfPair = false;
            return;
        }

        _code = (_code * 16) + (char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : 0);
        if (++_escape <= 5) return;
        _escape = 0;
        // The second half of a surrogate pair must follow.
        _halfPair = !_halfPair && char.IsHighSurrogate((char)_code);
    }
}
