using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>A kill, and what the process had recorded when it died.</summary>
/// <param name="RequestsBefore">How many requests the servers had seen.</param>
/// <param name="RecordedTurns">Recorded model answers by agent.</param>
public sealed record Crash(int RequestsBefore, IReadOnlyDictionary<string, int> RecordedTurns)
{
    /// <summary>
    /// Reads what the killed process recorded, from its successor, while the servers answer nothing: what is there now was
    /// there at the kill. The run's agents each run once.
    /// </summary>
    public static async Task<Crash> ReadAsync(Stage stage, string runId, int requestsBefore)
    {
        var turns = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["leader"] = await AnswersAsync(stage.Api, runId, null)
        };
        foreach (var member in (await stage.Api.RunAsync(runId)).Items("members"))
        {
            if (member.Text("memberId") is { } memberId)
                turns[memberId] = await AnswersAsync(stage.Api, runId, member.Text("memberRunId"));
        }

        stage.Traffic.Note("recorded turns: " + string.Join(", ", turns));
        return new Crash(requestsBefore, turns);
    }

    private static async Task<int> AnswersAsync(ApiClient api, string runId, string? memberRunId) =>
        (await api.MessagesAsync(runId, memberRunId)).Count(message => message.Text("role") == "assistant");
}
