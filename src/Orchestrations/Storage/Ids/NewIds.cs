using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace DurableTeams.Storage.Ids;

/// <summary>
/// Makes the ids that do not follow from a position in a run. A run's id is <c>r</c> and 26 characters. Without an idempotency
/// key the id is time-ordered. With a key it is the hash of team and key, so that a repeated start finds the same run.
/// </summary>
internal static class NewIds
{
    // Crockford's base 32, lower case: ordinal order of the text is numeric order.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdLength = 26;

    /// <summary>The id of a new run.</summary>
    public static string Run(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..]);
        return "r" + Encode(bytes);
    }

    /// <summary>The id of the run that this key starts.</summary>
    public static string Run(string teamId, string idempotencyKey)
    {
        // A team's id has no line feed, so no two pairs give the same text.
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{teamId}\n{idempotencyKey}"), hash);
        return "r" + Encode(hash[..16]);
    }

    /// <summary>The id of the fork of this run under this key.</summary>
    public static string Fork(string runId, string idempotencyKey) => Run($"fork of {runId}", idempotencyKey);

    /// <summary>The session of a run whose caller named no session.</summary>
    public static string Session(string runId)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        return "s" + runId[1..];
    }

    /// <summary>The trace of a W3C <c>traceparent</c>, or a new one where that is absent or malformed.</summary>
    public static string Trace(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, out var parent)
            ? parent.TraceId.ToHexString()
            : ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>The W3C <c>traceparent</c> if it is well-formed, else null.</summary>
    public static string? TraceParent(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, out _) ? traceparent : null;

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(IdLength, value, static (chars, rest) =>
        {
            for (var i = chars.Length - 1; i >= 0; i--, rest >>= 5) chars[i] = Alphabet[(int)(rest & 31)];
        });
    }
}
