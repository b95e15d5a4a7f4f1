using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Json.Answers;
using DurableTeams.Modes;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities.Phases;

/// <summary>Records the end of a phase: its summary and votes as an event, and the summary in the session's history.</summary>
internal sealed class PhaseEndActivity(IRunStore store, TimeProvider time) : TaskActivity<PhaseEndInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, PhaseEndInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (leader, now, phase) = (input.Leader, time.GetUtcNow(), PhaseText.Name(input.Phase));
        var memberRuns = (await store.ListMemberRunsAsync(leader.RunId)).ToDictionary(
            agent => agent.MemberRunId, StringComparer.Ordinal);
        var summary = memberRuns[input.SummaryOf].Output ?? string.Empty;
        // In a fork, phases of the shared past are not added again: the session knows their summaries.
        var shared = leader.Attempt > 0 && await store.FindRunAsync(leader.RunId) is { ForkOf: not null } fork
            && memberRuns[input.SummaryOf].CompletedAt < fork.CreatedAt;
        var votes = input.Votes?.Select(id => new { memberId = memberRuns[id].MemberId, vote = Json(memberRuns[id].Output) });
        await store.CommitAsync(new RunChange(leader.RunId, now)
        {
            SessionTurns = shared ? [] : [new SessionTurn(
                leader.SessionId, leader.RunId, input.SummaryOf, InitialPrompt.SummariesId(leader.TeamId), phase, summary, now)],
            Events =
            [
                new RunEventDraft(
                    $"{input.SummaryOf}:phase",
                    RunEventTypes.PhaseCompleted,
                    input.SummaryOf,
                    memberRuns[input.SummaryOf].MemberId,
                    RunChanges.Data(new { phase, summary = Json(summary), votes, winner = input.Winner })),
            ],
        });
        return true;
    }

    private static JsonElement? Json(string? text)
    {
        using var json = StructuredAnswer.Parse(text ?? string.Empty);
        return json?.RootElement.Clone();
    }
}
