using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>No recorded model answer is asked for again, and each counts once.</summary>
internal static class ModelAudit
{
    public static void Assert(Stage stage, JsonElement run, IReadOnlyList<Crash> crashes)
    {
        var requests = stage.Chat.Requests;
        foreach (var crash in crashes) NoRecordedTurnAgain(requests, crash);
        foreach (var conversation in requests.GroupBy(request => request.Conversation))
            OneConversation([.. conversation], crashes);

        var turns = requests.DistinctBy(request => (request.Conversation, request.Turn)).ToList();
        Xunit.Assert.Equal(turns.Count, run.Number("usage", "modelCalls"));
        Xunit.Assert.Equal(turns.Sum(turn => turn.InputTokens), run.Number("usage", "inputTokens"));
        Xunit.Assert.Equal(turns.Sum(turn => turn.OutputTokens), run.Number("usage", "outputTokens"));
    }

    private static void NoRecordedTurnAgain(IEnumerable<ChatRequest> requests, Crash crash)
    {
        foreach (var request in requests.Where(request => request.Number > crash.RequestsBefore))
        {
            Xunit.Assert.True(
                request.Turn > crash.RecordedTurns.GetValueOrDefault(request.Agent),
                $"Turn {request.Turn} of {request.Agent} was recorded before the kill and is asked again as request "
                    + $"#{request.Number}.");
        }
    }

    /// <summary>An agent goes forward only, and asks a turn twice only when the process died in between.</summary>
    private static void OneConversation(IReadOnlyList<ChatRequest> asked, IReadOnlyList<Crash> crashes)
    {
        foreach (var (earlier, later) in asked.Zip(asked.Skip(1)))
        {
            Xunit.Assert.True(later.Turn >= earlier.Turn, $"#{later.Number} {later} comes after #{earlier.Number} {earlier}.");
            Xunit.Assert.True(
                later.Turn > earlier.Turn
                    || crashes.Any(crash => crash.RequestsBefore >= earlier.Number && crash.RequestsBefore < later.Number),
                $"#{earlier.Number} {earlier} is asked again as #{later.Number}, with no kill in between.");
        }
    }
}
