using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Sqlite.Engine.Orchestrations;

/// <summary>A GUID that is the same in every replay (RFC 9562, version 8: from a hash).</summary>
internal static class DeterministicGuid
{
    public static Guid Create(InstanceIdentity instance, int counter)
    {
        var length = Encoding.UTF8.GetByteCount(instance.Id);
        var source = new byte[length + 24];
        Encoding.UTF8.GetBytes(instance.Id, source);
        var rest = source.AsSpan(length);
        BinaryPrimitives.WriteInt32BigEndian(rest, instance.Generation);
        BinaryPrimitives.WriteInt32BigEndian(rest[4..], counter);
        // Two instances with the same id have different keys.
        BinaryPrimitives.WriteInt64BigEndian(rest[8..], instance.Key);
        BinaryPrimitives.WriteInt64BigEndian(rest[16..], instance.Created);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
