using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Embedded.Engine;

/// <summary>A GUID that is the same in every replay (RFC 9562, version 8: from a hash).</summary>
internal static class DeterministicGuid
{
    public static Guid Create(string instanceId, int generation, int counter)
    {
        var length = Encoding.UTF8.GetByteCount(instanceId);
        var source = new byte[length + 8];
        Encoding.UTF8.GetBytes(instanceId, source);
        BinaryPrimitives.WriteInt32BigEndian(source.AsSpan(length), generation);
        BinaryPrimitives.WriteInt32BigEndian(source.AsSpan(length + 4), counter);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
