using DurableTeams.Approvals;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Activities;

/// <summary>Asks people about calls that were already to be made, and finds the requirement that allowed a call.</summary>
internal sealed class ToolCallQuestions(IRunStore store, MemberPaths paths, TimeProvider time)
{
    /// <summary>
    /// The requirement whose decision allowed the call (the latest, where a person was asked again); null where nobody was
    /// asked.
    /// </summary>
    public async Task<RequirementRecord?> AllowedByAsync(ToolCallInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        for (var again = input.Again; again > 0; again--)
        {
            var asked = await store.FindRequirementAsync(RunIds.UnknownOutcome(input.Call, again));
            // "Was the call made?" is another question than "may the call be made?".
            if (asked is not null && asked.Kind != RequirementKind.UnknownOutcome) return asked;
        }

        return input.RequirementId is null
            ? null
            : await store.FindRequirementAsync(input.RequirementId)
                ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
    }

    /// <summary>Creates the requirement; the orchestration waits for the decision.</summary>
    internal async Task<ToolCallResult> AskAsync(
        ToolCallInput input, StoredCall call, TeamDefinition team, ToolCallQuestion question,
        IReadOnlyList<RunEventDraft>? also = null)
    {
        var id = RunIds.UnknownOutcome(input.Call, input.Again + 1);
        if (await store.FindRequirementAsync(id) is { } known)
            return new ToolCallResult(TryAgain: false, id, known.Decision, Notifies: question.Notifies);
        var (agent, now, kind) = (input.Agent, time.GetUtcNow(), question.Kind);
        var before = input.Again == 0 ? null : RunIds.UnknownOutcome(input.Call, input.Again);
        var change = new RunChange(agent.RunId, now)
        {
            Requirements = [new RequirementRecord
            {
                RequirementId = id,
                Kind = kind,
                Status = RequirementStatus.Pending,
                RunId = agent.RunId,
                TeamId = team.Id,
                MemberRunId = agent.MemberRunId,
                MemberId = agent.MemberId!,
                MemberPath = MemberPaths.InOwnTeam(agent),
                Call = input.Call,
                Tool = call,
                AllowEdit = question.AllowEdit,
                ArgumentsHash = kind == RequirementKind.Confirmation ? CanonicalJson.Hash(call.Arguments) : null,
                InputFields = question.Fields,
                Quorum = question.Quorum,
                Reason = RunSummary.Cut(question.Reason),
                Attempts = kind == RequirementKind.UnknownOutcome ? input.Attempt + input.Again : null,
                CreatedAt = now,
            }],
            Delivered = [.. new[] { input.RequirementId, before }.OfType<string>()],
            Events = [.. also ?? [], new RunEventDraft(
                $"req:{id}:created",
                RunEventTypes.RequirementCreated,
                agent.MemberRunId,
                agent.MemberId,
                RunChanges.Data(new
                {
                    requirementId = id,
                    kind,
                    reason = question.Reason,
                    tool = new { callId = call.CallId, name = call.Name, arguments = call.Arguments }
                }))],
        };
        await store.CommitAsync(await paths.PlaceAsync(change, agent));
        return new ToolCallResult(TryAgain: false, id, Notifies: question.Notifies);
    }
}
