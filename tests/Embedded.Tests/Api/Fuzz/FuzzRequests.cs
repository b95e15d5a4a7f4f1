using System.Text;
using System.Text.RegularExpressions;

namespace DurableTeams.Embedded.Tests.Api.Fuzz;

/// <summary>Request number n of a seed, the same whenever it is asked for.</summary>
internal sealed partial class FuzzRequests(int seed, IReadOnlyList<(string Method, string Template)> endpoints, FuzzIds ids)
{
    private const int OneMebibyte = 1024 * 1024;

    private static readonly string[] Queries =
    [
        "status",
        "teamId",
        "runId",
        "sessionId",
        "memberId",
        "limit",
        "cursor",
        "after",
        "memberRunId",
        "decision",
        "expires",
        "sig",
        "code"
    ];
    private static readonly string[] Values =
    [
        "",
        "0",
        "-1",
        "5",
        "paused",
        "pending",
        "newsroom",
        "sender",
        "99999999999999999999",
        "%00",
        "%FF%FE",
        "%F0%9F%92%A5",
        "1e9",
        "null",
        "abc.def",
        "approve",
        "2030-01-01T00:00:00Z"
    ];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] Reading =
    [
        "teams/{teamId}/runs", "runs/{runId}/continue", "runs/{runId}/cancel", "approvals/{requirementId}/resolve"
    ];

    public FuzzRequest Number(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        if (random.Next(4_000) == 0) return TooLarge(random);
        var (method, template) = endpoints[random.Next(endpoints.Count)];
        var path = Parameter().Replace(template, match => Value(random, match.Groups[1].Value));
        if (random.Next(3) == 0)
            path += "?" + string.Join(
                '&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Any(random, Queries)}={Any(random, Values)}"));
        if (random.Next(40) == 0) method = Any(random, Methods);
        return new FuzzRequest(method, path, method is "GET" or "OPTIONS" ? null : FuzzBodies.Make(random, ids))
        {
            Header = random.Next(10) == 0
                ? (random.Next(2) == 0 ? "Idempotency-Key" : "Last-Event-ID", Any(random, Values))
                : null,
        };
    }

    private FuzzRequest TooLarge(Random random)
    {
        var path = Parameter().Replace(Any(random, Reading), match => Known(random, match.Groups[1].Value));
        var body = new byte[OneMebibyte + random.Next(1, 100_000)];
        Array.Fill(body, (byte)' ');
        return new FuzzRequest("POST", path, body) { Expected = 413 };
    }

    private string Value(Random random, string parameter) => random.Next(10) switch
    {
        < 7 => Known(random, parameter),
        7 => new string('x', random.Next(1, 3_000)),
        8 => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => $"%{random.Next(256):X2}")),
        _ => Known(random, parameter) + Any(random, ["-1", ".0", ".1-1-0", "%00", "%2F..%2F", " "]),
    };

    private string Known(Random random, string parameter) => parameter switch
    {
        "teamId" => TestTeams.Id,
        "runId" => Any(random, ids.Runs),
        "requirementId" => Any(random, ids.Requirements),
        _ => ids.Session,
    };

    private static string Any(Random random, IReadOnlyList<string> texts) => texts[random.Next(texts.Count)];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}

/// <summary>A request, and the one status it must have, where there is one.</summary>
internal sealed record FuzzRequest(string Method, string Path, byte[]? Body)
{
    public (string Name, string Value)? Header { get; init; }

    public int? Expected { get; init; }

    public HttpRequestMessage ToMessage()
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri(Path, UriKind.Relative));
        if (Body is not null) request.Content = new ByteArrayContent(Body);
        // A page of events, not a stream that lasts as long as its run.
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (Header is { } header) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return request;
    }

    public override string ToString() =>
        $"{Method} {Path} {Header} "
            + $"{(Body is null ? "" : Encoding.Latin1.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2_000))))}";
}
