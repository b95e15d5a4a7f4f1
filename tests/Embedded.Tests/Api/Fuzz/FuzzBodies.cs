using System.Text;

namespace DurableTeams.Embedded.Tests.Api.Fuzz;

/// <summary>Bodies: such as a client sends, with something wrong.</summary>
internal static class FuzzBodies
{
    private static readonly string[] Atoms =
    [
        "null", "true", "0", "-0", "1e999", "-1e-999", "123456789012345678901234567890", "\"\"", "\"x\"", "\"\\ud800\"",
        "\"\\u0000\"", "\"\\uD83D\\uDE00\"", "[]", "{}", "[[]]",
        "\"approve\"", "\"reject\"", "\"answer\"", "\"result\"", "\"retry\"", "\"skip\"", "\"expire\"", "{\"text\":\"a\"}",
        "{\"text\":\"a\",\"text\":\"b\"}", "{\"text\":1}",
        "{\"\":1}", "{\"__proto__\":{}}", "\"2030-01-01T00:00:00Z\"",
    ];

    private static readonly string[] Names =
        [
            "message", "sessionId", "userId", "metadata", "decisions", "requirementId", "decision", "note", "arguments", "values",
            "result", "error", "by", "reason", "fromSequence", "", "text"
        ];

    public static byte[] Make(Random random, FuzzIds ids) => random.Next(8) switch
    {
        0 => [],
        1 => Bytes(random),
        2 => Encoding.UTF8.GetBytes(Nested(random)),
        3 or 4 => Broken(random, Encoding.UTF8.GetBytes(Whole(random, ids))),
        _ => Encoding.UTF8.GetBytes(Whole(random, ids)),
    };

    /// <summary>An object of known names and whatever values.</summary>
    private static string Whole(Random random, FuzzIds ids)
    {
        var members = string.Join(
            ',', Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"\"{Names[random.Next(Names.Length)]}\":{Atom(random)}"));
        var requirement = ids.Requirements[random.Next(ids.Requirements.Count)];
        return random.Next(3) switch
        {
            0 => $"{{{members}}}",
            1 => $"{{\"decision\":{Atoms[random.Next(15, 22)]},{members}}}",
            _ =>
                $"{{\"decisions\":[{{\"requirementId\":\"{requirement}\",\"decision\":{Atoms[random.Next(15, 22)]},{members}"
                    + $"}}]}}",
        };
    }

    private static string Atom(Random random) =>
        random.Next(12) == 0 ? $"\"{new string('a', random.Next(5_000))}\"" : Atoms[random.Next(Atoms.Length)];

    private static string Nested(Random random)
    {
        var depth = random.Next(1, 200);
        return $"{{\"metadata\":{new string('[', depth)}{new string(']', depth - random.Next(2))}}}";
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A bit flipped, a piece cut off, or a piece twice.</summary>
    private static byte[] Broken(Random random, byte[] body)
    {
        var at = random.Next(body.Length);
        switch (random.Next(3))
        {
            case 0:
                body[at] ^= (byte)(1 << random.Next(8));
                return body;
            case 1:
                return body[..at];
            default:
                return [.. body.AsSpan(0, at), .. body.AsSpan(at / 2)];
        }
    }
}
