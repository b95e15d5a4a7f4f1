using System.Buffers.Binary;
using System.Buffers.Text;
using DurableTeams.Storage;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>The end of a page: its list and the last row's key, as base64url.</summary>
internal static class Cursor
{
    /// <summary>Lists of runs.</summary>
    public const byte Runs = (byte)'r';

    /// <summary>Lists of requirements.</summary>
    public const byte Requirements = (byte)'q';

    /// <summary>Lists of sessions.</summary>
    public const byte Sessions = (byte)'s';

    private const int Length = 9;
    private const int Characters = 12;

    /// <summary>The cursor after this key.</summary>
    public static string Write(byte list, long key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = list;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], key);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The key below which the next page begins; the highest without a cursor.</summary>
    /// <exception cref="InvalidCursorException">The text is not a cursor of this list.</exception>
    public static long Read(byte list, string? cursor)
    {
        if (cursor is null) return long.MaxValue;
        Span<byte> bytes = stackalloc byte[Length];
        if (cursor.Length != Characters
            || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || written != Length
            || bytes[0] != list
            || BinaryPrimitives.ReadInt64BigEndian(bytes[1..]) is not (> 0 and var key))
            throw new InvalidCursorException();
        return key;
    }

    /// <summary>A page's length: 1 to 200.</summary>
    public static int Limit(int limit) => Math.Clamp(limit, 1, 200);

    /// <summary>A page of rows that were read with one more than the limit.</summary>
    public static StorePage<T> Page<T>(byte list, List<(long Key, T Item)> rows, int limit)
    {
        var items = rows.Take(limit).Select(row => row.Item).ToArray();
        return new StorePage<T>(items, rows.Count > limit ? Write(list, rows[limit - 1].Key) : null);
    }
}
