using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>The newsroom's events: gapless, each once, and the same in pages and in a stream resumed over restarts.</summary>
internal static class EventAudit
{
    public static async Task AssertAsync(ApiClient api, string runId, IReadOnlyList<JsonElement> streamed)
    {
        var events = await api.EventsAsync(runId);
        Gapless(events);
        Assert.Equal(Digest(events), Digest(await api.EventsAsync(runId, limit: 3)));
        Assert.Equal(Digest(events), Digest(streamed));
        Counts(events);
        Assert.Equal("RunStarted", events[0].Text("type"));
        Assert.Equal("RunCompleted", events[^1].Text("type"));
    }

    public static void Gapless(IReadOnlyList<JsonElement> events) =>
        Assert.Equal(
            Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(one => one.Number("sequence")));

    private static IEnumerable<string> Digest(IEnumerable<JsonElement> events) =>
        events.Select(one => $"{one.Text("sequence")} {one.Text("type")} {one.Text("memberRunId")} {one.Text("at")}");

    private static void Counts(IReadOnlyList<JsonElement> events)
    {
        Once(events, "RunStarted", null);
        Once(events, "RunCompleted", null);
        foreach (var member in new[] { "researcher", "telegram-agent" })
        {
            Once(events, "MemberRunStarted", member);
            Once(events, "MemberRunCompleted", member);
            Once(events, "ToolCallCompleted", member);
            Assert.Equal(2, events.Count(one => Is(one, "ModelCallCompleted", member)));
        }

        Once(events, "RequirementCreated", "telegram-agent");
        Once(events, "RequirementResolved", "telegram-agent");
        Assert.DoesNotContain(
            events, one => one.Text("type") is "RunFailed" or "RunCancelled" or "MemberRunFailed" or "ToolCallFailed");
    }

    private static void Once(IEnumerable<JsonElement> events, string type, string? memberId)
    {
        var count = events.Count(one => Is(one, type, memberId));
        Assert.True(
            count == 1,
                $"{count} events {type} of {memberId ?? "the run"} instead of one: "
                    + string.Join(' ', events.Select(one => one.Text("type"))));
    }

    private static bool Is(JsonElement one, string type, string? memberId) =>
        one.Text("type") == type && (memberId is null || one.Text("memberId") == memberId);
}
