using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills.Modes;

/// <summary>A run of a mode team, and what was recorded of it whenever its host died.</summary>
internal sealed record ModeRun(ModeTeam Team, string Tag, string RunId, string Name)
{
    public List<Recorded> Crashes { get; } = [];

    /// <summary>The model call that fails once; null for none.</summary>
    public string? FailsAt { get; init; }

    /// <summary>The run once it ended.</summary>
    public JsonElement? Ended { get; set; }

    public override string ToString() => $"{Team.Id} {Tag} ({RunId}), {Name}";
}

/// <summary>What a killed process had recorded of a run.</summary>
/// <param name="RequestsBefore">How many requests the servers had seen.</param>
/// <param name="Answers">Recorded model answers by agent.</param>
/// <param name="ToolKeys">Idempotency keys of the tool calls with a recorded result.</param>
internal sealed record Recorded(int RequestsBefore, IReadOnlyDictionary<string, int> Answers, IReadOnlySet<string> ToolKeys)
{
    /// <summary>Reads it from the killed process's successor, while the servers answer nothing.</summary>
    public static async Task<Recorded> ReadAsync(ApiClient api, ModeRun run, int requestsBefore)
    {
        // What a leader is asked in member runs of its own, such as a ruling, is recorded under its team's id.
        var answers = (await api.EventsAsync(run.RunId))
            .Where(one => one.Text("type") == "ModelCallCompleted")
            .CountBy(one => one.Text("memberId") is { } member && member != run.Team.Id ? member : "leader")
            .ToDictionary(StringComparer.Ordinal);
        var keys = (await api.RunAsync(run.RunId)).Items("members")
            .SelectMany(member => member.Items("tools")
                .Where(tool => tool.Text("status") == "completed")
                .Select(tool => $"{member.Text("memberRunId")}/{tool.Text("callId")}"));
        return new Recorded(requestsBefore, answers, keys.ToHashSet(StringComparer.Ordinal));
    }
}
