using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Hosting;

/// <summary>A request that is wrong, and the status the contract has for it; 0 where any 4xx will do.</summary>
public sealed record MalformedRequest(int Status, string Method, string Path, string? Body = null)
{
    public (string Name, string Value)[] Headers { get; init; } = [];
}

/// <summary>What people, scripts and scanners send.</summary>
public static class MalformedRequests
{
    private const string Start = "teams/newsroom/runs";

    public static IEnumerable<MalformedRequest> All(string runId, string requirementId) =>
        [.. UnknownThings(), .. BadStarts(), .. BadQueries(runId), .. BadDecisions(runId, requirementId), .. BadHeaders(runId)];

    private static IEnumerable<MalformedRequest> UnknownThings() =>
    [
        new(404, "GET", "teams/unknown"),
        new(404, "GET", "teams/%2e%2e%2fetc"),
        new(0, "GET", "teams/" + new string('a', 5000)),
        new(404, "GET", "runs/unknown"),
        new(404, "GET", "runs/%F0%9F%92%A9"),
        new(404, "GET", "runs/'%3B%20DROP%20TABLE%20runs%3B--"),
        new(404, "GET", "runs/unknown/events"),
        new(404, "GET", "runs/unknown/messages"),
        new(404, "POST", "runs/unknown/cancel", "{}"),
        new(404, "POST", "runs/unknown/continue", """{"decisions":[{"requirementId":"x","decision":"approve"}]}"""),
        new(404, "POST", "teams/unknown/runs", """{"message":"Go"}"""),
        new(404, "GET", "approvals/unknown"),
        new(404, "GET", "approvals/a.1-1-0"),
        new(404, "POST", "approvals/unknown/resolve", """{"decision":"approve"}"""),
        new(404, "GET", "sessions/unknown"),
        new(404, "GET", "no/such/path"),
    ];

    private static IEnumerable<MalformedRequest> BadStarts() =>
    [
        new(400, "POST", Start, ""),
        new(400, "POST", Start, "{"),
        new(400, "POST", Start, "null"),
        new(400, "POST", Start, "[]"),
        new(400, "POST", Start, "\"Go\""),
        new(400, "POST", Start, "42"),
        new(400, "POST", Start, "{}"),
        new(400, "POST", Start, """{"message":null}"""),
        new(400, "POST", Start, """{"message":""}"""),
        new(400, "POST", Start, """{"message":"   "}"""),
        new(400, "POST", Start, """{"message":7}"""),
        new(400, "POST", Start, """{"message":{"text":"Go"}}"""),
        new(400, "POST", Start, """{"message":["Go"]}"""),
        new(400, "POST", Start, """{"message":"Go","sessionId":7}"""),
        new(400, "POST", Start, """{"message":"Go","userId":{}}"""),
        new(400, "POST", Start, """{"message":"Go","metadata":"text"}"""),
        new(400, "POST", Start, """{"message":"Go","metadata":[1]}"""),
        new(400, "POST", Start, """{"message":"Go"} trailing"""),
        new(400, "POST", Start, """{'message':'Go'}"""),
        new(400, "POST", Start, "message=Go"),
        new(400, "POST", Start, $$"""{"message":"Go","metadata":{{Nested(100)}}}"""),
        new(400, "POST", Start, """{"message":"\ud800"}"""),
        new(413, "POST", Start, JsonSerializer.Serialize(new { message = new string('x', 1_100_000) })),
    ];

    private static IEnumerable<MalformedRequest> BadQueries(string runId) =>
    [
        new(400, "GET", "runs?status=sleeping"),
        new(400, "GET", "runs?status=1"),
        new(400, "GET", "runs?limit=0"),
        new(400, "GET", "runs?limit=-1"),
        new(400, "GET", "runs?limit=many"),
        new(400, "GET", "runs?limit=99999999999999999999"),
        new(400, "GET", "runs?cursor=%00%01garbage"),
        new(400, "GET", "approvals?status=maybe"),
        new(400, "GET", "approvals?limit=1.5"),
        new(400, "GET", "approvals?cursor=not-a-cursor"),
        new(400, "GET", "sessions?limit=x"),
        new(400, "GET", "sessions?cursor=..."),
        new(400, "GET", $"runs/{runId}/events?after=x"),
        new(400, "GET", $"runs/{runId}/events?after=-1"),
        new(400, "GET", $"runs/{runId}/events?limit=x"),
    ];

    private static IEnumerable<MalformedRequest> BadDecisions(string runId, string requirementId) =>
    [
        new(400, "POST", $"approvals/{requirementId}/resolve", ""),
        new(400, "POST", $"approvals/{requirementId}/resolve", "{}"),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":"perhaps"}"""),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":"APPROVE!"}"""),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":true}"""),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":"approve","note":7}"""),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":"approve","arguments":"text"}"""),
        new(400, "POST", $"approvals/{requirementId}/resolve", """{"decision":"approve","by":[]}"""),
        new(400, "POST", $"runs/{runId}/continue", "{}"),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":[]}"""),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":"approve"}"""),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":[null]}"""),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":[{}]}"""),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":[{"requirementId":"x"}]}"""),
        new(400, "POST", $"runs/{runId}/continue", """{"decisions":[{"decision":"approve"}]}"""),
        new(404, "POST", $"runs/{runId}/continue", """{"decisions":[{"requirementId":"x","decision":"approve"}]}"""),
        new(400, "POST", $"runs/{runId}/cancel", """{"reason":7}"""),
        new(400, "POST", $"runs/{runId}/cancel", "{"),
    ];

    private static IEnumerable<MalformedRequest> BadHeaders(string runId) =>
    [
        new(400, "GET", $"runs/{runId}/events")
        {
            Headers = [("Accept", "text/event-stream"), ("Last-Event-ID", "not-a-number")]
        },
        new(0, "POST", Start, """{"message":"Go"}""") { Headers = [("Idempotency-Key", new string('k', 3000))] },
        new(0, "DELETE", "runs"),
        new(0, "PUT", Start, """{"message":"Go"}"""),
    ];

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);
}
