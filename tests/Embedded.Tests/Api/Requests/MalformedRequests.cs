using System.Text;

namespace DurableTeams.Embedded.Tests.Api.Requests;

/// <summary>
/// Requests that are wrong in one way each: name, method, path (RUN, REQ and ENDED stand for ids), body, expected status.
/// </summary>
internal static class MalformedRequests
{
    private const string Start = "teams/newsroom/runs";
    private const string Continue = "runs/RUN/continue";
    private const string Resolve = "approvals/REQ/resolve";

    public static IEnumerable<(string Name, string Method, string Path, byte[]? Body, int Status)> All =>
        Bodies().Concat(Starts()).Concat(Decisions()).Concat(Queries()).Concat(Addresses());

    /// <summary>What is wrong with any body, sent to every call that reads one.</summary>
    private static IEnumerable<(string, string, string, byte[]?, int)> Bodies()
    {
        foreach (var path in new[] { Start, Continue, Resolve, "runs/RUN/cancel" })
        {
            yield return ($"{path}: not JSON", "POST", path, Text("{oops"), 400);
            yield return ($"{path}: an array", "POST", path, Text("[]"), 400);
            yield return ($"{path}: null", "POST", path, Text("null"), 400);
            yield return ($"{path}: a string", "POST", path, Text("\"message\""), 400);
            yield return ($"{path}: two values", "POST", path, Text("{}{}"), 400);
            yield return ($"{path}: a comment", "POST", path, Text("{/* */}"), 400);
            yield return ($"{path}: a bare control character", "POST", path, Text("{\"message\":\"a\u0001b\"}"), 400);
            yield return ($"{path}: invalid UTF-8", "POST", path, [.. Text("{\"message\":\""), 0xC3, 0x28, .. Text("\"}")], 400);
            yield return ($"{path}: UTF-16", "POST", path, Encoding.Unicode.GetBytes("{\"message\":\"hi\"}"), 400);
            yield return ($"{path}: half a surrogate pair", "POST", path, Text("{\"x\":{\"\\ud800\":1}}"), 400);
            yield return ($"{path}: the character NUL", "POST", path, Text("{\"x\":[\"a\\u0000b\"]}"), 400);
            yield return ($"{path}: too deep", "POST", path, Text(
                "{\"x\":" + new string('[', 70) + new string(']', 70) + "}"), 400);
            yield return ($"{path}: too large", "POST", path, Text("{\"x\":\"" + new string('a', 1024 * 1024) + "\"}"), 413);
            if (!path.EndsWith("cancel", StringComparison.Ordinal)) yield return ($"{path}: empty", "POST", path, [], 400);
        }
    }

    private static IEnumerable<(string, string, string, byte[]?, int)> Starts()
    {
        yield return ("no message", "POST", Start, Text("{}"), 400);
        yield return ("message null", "POST", Start, Text("""{"message":null}"""), 400);
        yield return ("message empty", "POST", Start, Text("""{"message":""}"""), 400);
        yield return ("message blank", "POST", Start, Text("""{"message":" \n\t "}"""), 400);
        yield return ("message a number", "POST", Start, Text("""{"message":5}"""), 400);
        yield return ("message an object", "POST", Start, Text("""{"message":{}}"""), 400);
        yield return ("session id a number", "POST", Start, Text("""{"message":"a","sessionId":1}"""), 400);
        yield return ("session id empty", "POST", Start, Text("""{"message":"a","sessionId":""}"""), 400);
        yield return ("session id too long", "POST", Start, Text(
            $$"""{"message":"a","sessionId":"{{new string('s', 201)}}"}"""), 400);
        yield return ("session id with a line feed", "POST", Start, Text("""{"message":"a","sessionId":"a\nb"}"""), 400);
        yield return ("user id an array", "POST", Start, Text("""{"message":"a","userId":[]}"""), 400);
        yield return ("user id too long", "POST", Start, Text($$"""{"message":"a","userId":"{{new string('u', 201)}}"}"""), 400);
        yield return ("metadata a string", "POST", Start, Text("""{"message":"a","metadata":"x"}"""), 400);
        yield return ("metadata an array", "POST", Start, Text("""{"message":"a","metadata":[1]}"""), 400);
        yield return ("unknown team", "POST", "teams/nobody/runs", Text("""{"message":"a"}"""), 404);
        yield return ("team id with strange characters", "POST", "teams/%E2%82%AC%20%22;--/runs", Text(
            """{"message":"a"}"""), 404);
        yield return ("reason a number", "POST", "runs/RUN/cancel", Text("""{"reason":1}"""), 400);
        yield return ("reason too long", "POST", "runs/RUN/cancel", Text($$"""{"reason":"{{new string('r', 4001)}}"}"""), 400);
        yield return ("cancel of a finished run", "POST", "runs/ENDED/cancel", null, 409);
        yield return ("cancel of an unknown run", "POST", "runs/nope/cancel", Text("{}"), 404);
    }

    private static IEnumerable<(string, string, string, byte[]?, int)> Decisions()
    {
        yield return ("no decisions", "POST", Continue, Text("{}"), 400);
        yield return ("decisions empty", "POST", Continue, Text("""{"decisions":[]}"""), 400);
        yield return ("decisions an object", "POST", Continue, Text("""{"decisions":{}}"""), 400);
        yield return ("decisions of numbers", "POST", Continue, Text("""{"decisions":[1]}"""), 400);
        yield return ("no requirement id", "POST", Continue, Text("""{"decisions":[{"decision":"approve"}]}"""), 400);
        yield return ("requirement id a number", "POST", Continue, Text(
            """{"decisions":[{"requirementId":1,"decision":"approve"}]}"""), 400);
        yield return ("one requirement twice", "POST", Continue, Text(
            """{"decisions":[{"requirementId":"REQ","decision":"approve"},{"requirementId":"REQ","decision":"approve"}]}"""),
            400);
        yield return ("unknown requirement in continue", "POST", Continue, Text(
            """{"decisions":[{"requirementId":"nope","decision":"approve"}]}"""), 404);
        yield return ("requirement of another run", "POST", "runs/ENDED/continue", Text(
            """{"decisions":[{"requirementId":"REQ","decision":"approve"}]}"""), 404);
        yield return ("continue of an unknown run", "POST", "runs/nope/continue", Text(
            """{"decisions":[{"requirementId":"REQ","decision":"approve"}]}"""), 404);
        yield return ("no decision", "POST", Resolve, Text("{}"), 400);
        yield return ("unknown decision", "POST", Resolve, Text("""{"decision":"maybe"}"""), 400);
        yield return ("decision in capitals", "POST", Resolve, Text("""{"decision":"APPROVE"}"""), 400);
        yield return ("decision a boolean", "POST", Resolve, Text("""{"decision":true}"""), 400);
        yield return ("decision of another kind", "POST", Resolve, Text("""{"decision":"answer","values":{}}"""), 409);
        yield return ("note a number", "POST", Resolve, Text("""{"decision":"reject","note":1}"""), 400);
        yield return ("by an object", "POST", Resolve, Text("""{"decision":"reject","by":{}}"""), 400);
        yield return ("by empty", "POST", Resolve, Text("""{"decision":"reject","by":""}"""), 400);
        yield return ("arguments a string", "POST", Resolve, Text("""{"decision":"approve","arguments":"x"}"""), 400);
        yield return ("arguments off their schema", "POST", Resolve, Text(
            """{"decision":"approve","arguments":{"text":5}}"""), 400);
        yield return ("arguments without a required one", "POST", Resolve, Text(
            """{"decision":"approve","arguments":{}}"""), 400);
        yield return ("unknown requirement", "POST", "approvals/nope/resolve", Text("""{"decision":"approve"}"""), 404);
    }

    private static IEnumerable<(string, string, string, byte[]?, int)> Queries()
    {
        foreach (var list in new[] { "runs", "approvals", "sessions" })
        {
            foreach (var limit in new[] { "0", "-1", "1.5", "ten", "99999999999999999999", "1&limit=2" })
                yield return ($"{list}?limit={limit}", "GET", $"{list}?limit={limit}", null, 400);
            yield return ($"{list}: cursor of nobody", "GET", $"{list}?cursor=abc", null, 400);
            yield return ($"{list}: cursor with NUL", "GET", $"{list}?cursor=%00", null, 400);
        }

        yield return ("status of nothing", "GET", "runs?status=sleeping", null, 400);
        yield return ("status a number", "GET", "runs?status=1", null, 400);
        yield return ("callback without anything", "GET", "approvals/REQ/callback", null, 400);
        yield return (
            "callback without a signature", "GET", "approvals/REQ/callback?decision=approve&expires=9999999999", null, 403);
        yield return ("callback with a NUL", "GET", "approvals/REQ/callback?decision=approve&expires=1&sig=%00", null, 400);
        yield return (
            "callback with an end beyond all numbers", "GET",
            "approvals/REQ/callback?decision=approve&expires=99999999999999999999&sig=a.b", null, 400);
        yield return (
            "callback that forges", "POST", "approvals/REQ/callback?decision=approve&expires=9999999999&sig=a.b",
            Text("{}"), 403);
        yield return (
            "callback of nothing", "POST", "approvals/nope/callback?decision=approve&expires=9999999999&sig=a.b",
            Text("{}"), 404);
        yield return ("audit of nothing", "GET", "approvals/nope/audit", null, 404);
        yield return ("from a word", "GET", "runs?from=yesterday", null, 400);
        yield return ("to a time without a zone's colon", "GET", "runs?to=2026-03-01T09:30", null, 400);
        yield return ("order of nothing", "GET", "approvals?order=oldest", null, 400);
        yield return ("deadlines of what is decided", "GET", "approvals?order=deadline&status=approved", null, 400);
        yield return ("status in capitals", "GET", "approvals?status=PENDING", null, 400);
        yield return ("team id with NUL", "GET", "runs?teamId=a%00b", null, 400);
        yield return ("team id of kilobytes", "GET", "runs?teamId=" + new string('x', 3000), null, 400);
        yield return ("after a word", "GET", "runs/RUN/events?after=x", null, 400);
        yield return ("after negative", "GET", "runs/RUN/events?after=-1", null, 400);
        yield return ("after huge", "GET", "runs/RUN/events?after=99999999999999999999", null, 400);
        yield return ("events limit", "GET", "runs/RUN/events?limit=0", null, 400);
        yield return ("unknown member run", "GET", "runs/RUN/messages?memberRunId=nope", null, 404);
        yield return ("member run of another run", "GET", "runs/ENDED/messages?memberRunId=RUN.1", null, 404);
    }

    private static IEnumerable<(string, string, string, byte[]?, int)> Addresses()
    {
        foreach (var path in new[]
        {
            "teams/nope",
            "runs/nope",
            "runs/nope/events",
            "runs/nope/messages",
            "approvals/nope",
            "sessions/nope",
            "nothing",
            "runs/RUN/nothing",
            ""
        })
            yield return ($"GET {path}", "GET", path, null, 404);
        foreach (var id in new[] { "%FF%FE", "..%2F..%2Fetc", "%27%20OR%201=1--", "%F0%9F%92%A5", new string(
            'x', 4000), "a%0Ab" })
        {
            yield return ($"run {id[..Math.Min(id.Length, 20)]}", "GET", $"runs/{id}", null, 404);
            yield return ($"session {id[..Math.Min(id.Length, 20)]}", "GET", $"sessions/{id}", null, 404);
        }

        foreach (var (method, path) in new[]
            {
                ("DELETE", "runs"), ("PUT", "runs/RUN"), ("GET", "runs/RUN/cancel"), ("GET", "runs/RUN/retry"),
                ("GET", "runs/RUN/fork"), ("PUT", "sessions/x"), ("POST", "runs/RUN"), ("PATCH", "teams"),
                ("GET", "teams/newsroom/runs"), ("POST", "approvals"), ("GET", "approvals/REQ/resolve"), ("POST", "health"),
                ("OPTIONS", "runs"),
            })
        {
            yield return ($"{method} {path}", method, path, null, 405);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
