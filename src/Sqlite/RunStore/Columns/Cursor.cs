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

    /// <summary>Lists of pending requirements by deadline.</summary>
    public const byte Deadlines = (byte)'d';

    /// <summary>Lists of sessions.</summary>
    public const byte Sessions = (byte)'s';

    /// <summary>The cursor after this key, of one number or several.</summary>
    public static string Write(byte list, params ReadOnlySpan<long> key)
    {
        Span<byte> bytes = stackalloc byte[1 + (8 * key.Length)];
        bytes[0] = list;
        for (var i = 0; i < key.Length; i++) BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + (8 * i))..], key[i]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The key below which the next page begins; the highest without a cursor.</summary>
    /// <exception cref="InvalidCursorException">The text is not a cursor of this list.</exception>
    public static long Read(byte list, string? cursor)
    {
        return cursor is null
            ? long.MaxValue
            : Read(list, cursor, 1)[0] is > 0 and var key ? key : throw new InvalidCursorException();
    }

    /// <summary>The numbers of a key.</summary>
    /// <exception cref="InvalidCursorException">The text is not a cursor of this list.</exception>
    public static long[] Read(byte list, string cursor, int numbers)
    {
        Span<byte> bytes = stackalloc byte[1 + (8 * numbers)];
        if (cursor.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || written != bytes.Length
            || bytes[0] != list)
            throw new InvalidCursorException();
        var key = new long[numbers];
        for (var i = 0; i < numbers; i++) key[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + (8 * i))..]);
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
