using System.Text;
using SQLitePCL;

namespace DurableTeams.Sqlite.Database.Connections;

/// <summary>A value to bind, without boxing: text, UTF-8 text, integer, real, blob or null.</summary>
internal readonly struct SqlValue
{
    private enum Kind : byte
    {
        Null,
        Integer,
        Real,
        Text,
        Utf8,
        Blob,
    }

    private readonly Kind _kind;
    private readonly long _integer;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private SqlValue(Kind kind, long integer = 0, string? text = null, ReadOnlyMemory<byte> bytes = default)
    {
        _kind = kind;
        _integer = integer;
        _text = text;
        _bytes = bytes;
    }

    /// <summary>The SQL null.</summary>
    public static SqlValue Null => default;

    /// <summary>Text that is already UTF-8.</summary>
    public static SqlValue Utf8(ReadOnlyMemory<byte> text) => new(Kind.Utf8, bytes: text);

    /// <summary>A blob.</summary>
    public static SqlValue Blob(ReadOnlyMemory<byte> bytes) => new(Kind.Blob, bytes: bytes);

    public static implicit operator SqlValue(string? value) => value is null ? default : new(Kind.Text, text: value);

    public static implicit operator SqlValue(long value) => new(Kind.Integer, value);

    public static implicit operator SqlValue(int value) => new(Kind.Integer, value);

    public static implicit operator SqlValue(bool value) => new(Kind.Integer, value ? 1 : 0);

    public static implicit operator SqlValue(double value) => new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator SqlValue(long? value) => value is { } v ? new(Kind.Integer, v) : default;

    public static implicit operator SqlValue(int? value) => value is { } v ? new(Kind.Integer, v) : default;

    public static implicit operator SqlValue(double? value) => value is { } v ? v : default(SqlValue);

    /// <summary>Binds this value to a parameter (1 based) and returns SQLite's result code.</summary>
    public int BindTo(sqlite3_stmt statement, int index) => _kind switch
    {
        Kind.Null => raw.sqlite3_bind_null(statement, index),
        Kind.Integer => raw.sqlite3_bind_int64(statement, index, _integer),
        Kind.Real => raw.sqlite3_bind_double(statement, index, BitConverter.Int64BitsToDouble(_integer)),
        Kind.Text => BindText(statement, index, _text!),
        Kind.Utf8 => BindUtf8(statement, index, _bytes.Span),
        _ => _bytes.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, index, 0)
            : raw.sqlite3_bind_blob(statement, index, _bytes.Span),
    };

    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        if (text.Length > 340) return raw.sqlite3_bind_text(statement, index, Encoding.UTF8.GetBytes(text));
        Span<byte> buffer = stackalloc byte[1024];
        return BindUtf8(statement, index, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    // An empty span is a null pointer, which would bind NULL instead of empty text.
    private static int BindUtf8(sqlite3_stmt statement, int index, ReadOnlySpan<byte> text) =>
        text.IsEmpty ? raw.sqlite3_bind_text(statement, index, "") : raw.sqlite3_bind_text(statement, index, text);
}
