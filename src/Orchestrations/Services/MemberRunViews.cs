using DurableTeams.Json;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Services;

/// <summary>The members of a run as clients read them: member runs joined with their tasks, calls and results.</summary>
internal static class MemberRunViews
{
    public static IReadOnlyList<MemberRunView> Of(
        RunRecord run,
        IReadOnlyList<MemberRunRecord> memberRuns,
        IReadOnlyList<MessageRecord> messages,
        IReadOnlyList<RequirementRecord> requirements)
    {
        var byKey = messages.ToDictionary(message => (message.MemberRunId, message.Turn, message.Slot));
        // A person may be asked about one call more than once: whether to make it, and later whether it was made.
        var byCall = requirements.ToLookup(requirement => requirement.Call);
        var answers = messages.Where(message => message.Calls is { Count: > 0 }).ToLookup(message => message.MemberRunId);
        // The finish reason of the last answer; a nested team has none.
        var finished = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var answer in messages.Where(message => message is { Turn: > 0, Slot: 0 }))
            finished[answer.MemberRunId] = answer.FinishReason;
        return
        [
            .. memberRuns.Where(agent => agent.MemberId is not null).Select(agent => new MemberRunView(
                agent.MemberRunId,
                agent.MemberId!,
                agent.ParentMemberRunId is { } parent && parent != RunIds.Leader(run.RunId) ? parent : run.RunId,
                agent.Spawn,
                TaskOf(agent),
                agent.Status,
                agent.Output,
                agent.Usage,
                [.. answers[agent.MemberRunId]
                    .SelectMany(answer => answer.Calls!.Select((call, index) => Call(agent, answer, call, index)))],
                agent.Error,
                agent.StartedAt,
                agent.CompletedAt,
                finished.GetValueOrDefault(agent.MemberRunId))),
        ];

        // The task in the words that the agent got. Before its conversation opens, and for a nested team, which has none, the
        // words are made from the brief.
        string? TaskOf(MemberRunRecord agent) =>
            messages.LastOrDefault(message => message.MemberRunId == agent.MemberRunId && message.Turn == 0
                && message.Parts is null && !ForkMessage.Is(message))?.Text ?? agent.Brief switch
            {
                { Call: { } place } => byKey.TryGetValue((place.MemberRunId, place.Turn, 0), out var answer)
                    ? BriefReader.TaskOf(answer.Calls![place.Index].Arguments)
                    : null,
                { InputOf: { } input } => memberRuns.FirstOrDefault(other => other.MemberRunId == input)?.Output,
                { SubtaskOf: not null } => null,
                _ when memberRuns.FirstOrDefault(other =>
                    other.MemberRunId == agent.ParentMemberRunId) is { MemberId: not null } team => TaskOf(team),
                _ => run.Input,
            };

        ToolCallView Call(MemberRunRecord agent, MessageRecord answer, StoredCall call, int index)
        {
            var asked = byCall[new CallReference(agent.MemberRunId, answer.Turn, index)];
            var arguments = asked.Select(requirement => requirement.EditedArguments).FirstOrDefault(edited => edited is not null)
                ?? call.Arguments;
            if (byKey.TryGetValue((agent.MemberRunId, answer.Turn, index + 1), out var message))
            {
                var status = message.Status ?? ToolCallStatus.Completed;
                var text = MessageView.TextOf(message, memberRuns);
                return new ToolCallView(
                    call.CallId,
                    call.Name,
                    arguments,
                    EnumText.Of(status),
                    status == ToolCallStatus.Completed ? text : null,
                    status == ToolCallStatus.Completed ? null : text,
                    message.Attempts ?? 0);
            }

            var unanswered = agent.Status.IsFinal() ? "cancelled"
                : asked.Any(requirement => requirement.Status == RequirementStatus.Pending) ? EnumText.Of(ToolCallStatus.Paused)
                : EnumText.Of(ToolCallStatus.Running);
            return new ToolCallView(call.CallId, call.Name, arguments, unanswered, null, null, 0);
        }
    }
}
