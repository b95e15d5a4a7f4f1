using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>
/// What an ended run left: its view, its events and what it asked, without what differs between runs of a team.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="View">Output, members, tools, requirements and usage.</param>
/// <param name="Events">Event types by member run, in their order.</param>
/// <param name="Asked">What it asked.</param>
internal sealed record ModeTrace(ModeRun Run, string View, IReadOnlyList<string> Events, IReadOnlyList<Asked> Asked)
{
    private static readonly string[] Ends = ["RunCompleted", "RunFailed", "RunCancelled"];
    private static readonly string[] Pauses = ["RunPaused", "RunContinued"];

    public IEnumerable<string> Positions => Asked.Select(one => one.Position).Distinct();

    public static ModeTrace Of(ModeRun run, JsonElement view, IReadOnlyList<JsonElement> events, IReadOnlyList<Asked> asked)
    {
        EventAudit.Gapless(events);
        if (run.FailsAt is null) Order(run, view, events);
        // Members that work at the same time decide among them whether the run pauses in between: that is no member run's own
        // story.
        var stories = events.Where(one => !Pauses.Contains(one.Text("type")))
            .GroupBy(one => Common(run, one.Text("memberRunId") ?? "the run"), one => one.Text("type"))
            .Select(story => $"{story.Key}: {string.Join(' ', story)}");
        return new ModeTrace(run, Shown(run, view), [.. stories.Order(StringComparer.Ordinal)], asked);
    }

    private static string Shown(ModeRun run, JsonElement view)
    {
        var lines = new List<string>
        {
            $"{view.Text("status")}: {view.Text("output", "text")} {view.Text("usage")} active {view.Text("activeAgent")}"
        };
        foreach (var member in view.Items("members").OrderBy(member => member.Text("memberRunId"), StringComparer.Ordinal))
        {
            lines.Add(string.Join(' ', new[]
            {
                "memberRunId",
                "memberId",
                "parentRunId",
                "spawn",
                "task",
                "status",
                "output",
                "usage",
                "error"
            }.Select(name => member.Text(name))));
            lines.AddRange(member.Items("tools").Select(tool =>
                "  " + string.Join(
                    ' ', new[] { "callId", "name", "arguments", "status", "result", "error" }.Select(name => tool.Text(name)))));
        }

        lines.AddRange(view.Items("requirements").Select(asked =>
            $"{asked.Text("requirementId")} {asked.Text("status")} {asked.Text("memberPath")} {asked.Text("resolvedBy")}"));
        return Common(run, string.Join(Environment.NewLine, lines));
    }

    /// <summary>
    /// The run starts first and ends last and once; member runs lie within those they are for; pauses alternate.
    /// </summary>
    private static void Order(ModeRun run, JsonElement view, IReadOnlyList<JsonElement> events)
    {
        var types = events.Select(one => one.Text("type")!).ToList();
        Assert.Equal("RunStarted", types[0]);
        Assert.True(types.Count(Ends.Contains) == 1 && Ends.Contains(types[^1]), $"{run}: {string.Join(' ', types)}");
        foreach (var (member, parent) in view.Items("members")
            .Select(member => (member.Text("memberRunId")!, member.Text("parentRunId")!)))
        {
            if (parent == run.RunId) continue;
            Assert.InRange(At(events, member, "MemberRunStarted"), At(events, parent, "MemberRunStarted") + 1, events.Count);
            Assert.InRange(At(events, member, "MemberRunCompleted"), 0, At(events, parent, "MemberRunCompleted") - 1);
        }

        var pauses = types.Where(Pauses.Contains).ToList();
        Assert.True(pauses.Index().All(one => one.Item == Pauses[one.Index % 2])
            && pauses.Count % 2 == 0, $"{run}: {string.Join(' ', types)}");
    }

    private static int At(IReadOnlyList<JsonElement> events, string memberRunId, string type) =>
        events.Index().Single(one => one.Item.Text("memberRunId") == memberRunId && one.Item.Text("type") == type).Index;

    private static string Common(ModeRun run, string text) =>
        DurableTeams.EndToEnd.Tests.Kills.Modes.Asked.Untagged(text, run.Tag).Replace(run.RunId, "RUN", StringComparison.Ordinal);
}
