using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;

namespace DurableTeams.AzureTables.RunStore.Rows;

/// <summary>
/// A value in an entity: readable text while it is plain and short, else its bytes, compressed where that saves some, in
/// as many properties as it needs; a value too large to stand beside others in a transaction is kept apart, under the hash
/// of its bytes, and the entity has the hash (see <see cref="LargeValues"/>).
/// </summary>
internal static class Payload
{
    private const string Text = "J";
    private const string Bytes = "B";
    private const string Apart = "L";
    private const string Compressed = "Z";
    private const int MaxText = 30_000;

    /// <summary>The property with the part of an entity that lists show.</summary>
    public const string Summary = "Y";

    private const int MinCompressed = 2_048;

    /// <summary>Bytes in one property; 64 KiB are allowed.</summary>
    public const int Chunk = 60_000;

    /// <summary>Bytes of an entity in a transaction with others.</summary>
    public const int MaxInline = 180_000;

    /// <summary>Puts the value into the entity; returns the bytes to store apart, or null.</summary>
    public static byte[]? Put(TableEntity entity, byte[] json)
    {
        if (json.Length <= MaxText && json.All(b => b is >= 0x20 and < 0x7f))
        {
            entity[Text] = Encoding.ASCII.GetString(json);
            return null;
        }

        var bytes = json;
        if (json.Length >= MinCompressed && Compress(json) is { } smaller)
        {
            bytes = smaller;
            entity[Compressed] = true;
        }

        if (bytes.Length > MaxInline)
        {
            entity[Apart] = KeyText.Hash(bytes);
            return bytes;
        }

        PutBytes(entity, bytes);
        return null;
    }

    /// <summary>Puts the part that lists show beside the value, unless it is too long.</summary>
    public static void PutSummary(TableEntity entity, object summary)
    {
        var text = Encoding.UTF8.GetString(StoredJson.Write(summary));
        if (text.Length <= MaxText && !text.Contains('\0', StringComparison.Ordinal)) entity[Summary] = text;
    }

    /// <summary>The part that lists show; null where the entity has none.</summary>
    public static T? GetSummary<T>(TableEntity entity) where T : class =>
        entity.GetString(Summary) is { } text ? StoredJson.Read<T>(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>The value; null where the entity has none.</summary>
    public static async Task<T?> GetAsync<T>(TableEntity entity, Func<string, Task<byte[]>> apart) where T : class
    {
        if (entity.GetString(Text) is { } text) return StoredJson.Read<T>(Encoding.ASCII.GetBytes(text));
        var bytes = entity.GetString(Apart) is { } hash ? await apart(hash).ConfigureAwait(false) : GetBytes(entity);
        if (bytes is null) return null;
        return StoredJson.Read<T>(entity.GetBoolean(Compressed) == true ? Expand(bytes) : bytes);
    }

    /// <summary>Puts bytes into properties.</summary>
    public static void PutBytes(TableEntity entity, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i == 0 || i * Chunk < bytes.Length; i++)
            entity[Bytes + i] = bytes[(i * Chunk)..Math.Min((i + 1) * Chunk, bytes.Length)].ToArray();
    }

    /// <summary>The bytes in properties, or null.</summary>
    public static byte[]? GetBytes(TableEntity entity)
    {
        if (entity.GetBinary(Bytes + 0) is not { } first) return null;
        if (entity.GetBinary(Bytes + 1) is null) return first;
        using var all = new MemoryStream();
        for (var i = 0; entity.GetBinary(Bytes + i) is { } chunk; i++) all.Write(chunk);
        return all.ToArray();
    }

    /// <summary>The approximate size of the entity in a transaction's body.</summary>
    public static int SizeOf(TableEntity entity)
    {
        var size = 600;
        foreach (var key in entity.Keys)
        {
            size += entity[key] switch { byte[] bytes => bytes.Length * 4 / 3, string text => text.Length * 2, _ => 40 };
        }

        return size;
    }

    private static byte[]? Compress(byte[] json)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(json);
        return target.Length < json.Length * 9 / 10 ? target.ToArray() : null;
    }

    private static byte[] Expand(byte[] bytes)
    {
        using var deflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var target = new MemoryStream();
        deflate.CopyTo(target);
        return target.ToArray();
    }
}
