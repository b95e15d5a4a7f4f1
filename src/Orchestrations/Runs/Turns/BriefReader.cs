using System.Text.Json;
using DurableTeams.Json.Answers;
using DurableTeams.Modes;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Turns;

/// <summary>The words that briefs refer to.</summary>
internal sealed class BriefReader(IRunStore store)
{
    /// <summary>What an agent is asked: its task, with what is shown with it and what its step is.</summary>
    public async Task<string> AskedAsync(AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var asked = await AskedAsync(agent.MemberRunId, agent.MemberId, agent.Brief);
        // Whoever answers for a party in a form must know what the party was asked, also where its own task does not say so.
        return agent is { Party: { Speaks: true } party, Brief: { Call: not null } or { InputOf: not null }
            or { SubtaskOf: not null } }
            && TeamModes.StepOf(party.Brief)?.Form is not null
            ? StepPrompts.Speaking(asked, await RequestAsync(agent.RunId, party.MemberRunId))
            : asked;
    }

    /// <summary>The outputs of member runs of one run, by id; empty where there is none.</summary>
    public async Task<Dictionary<string, string>> OutputsAsync(string runId) =>
        Outputs(await store.ListMemberRunsAsync(runId));

    /// <summary>As <see cref="OutputsAsync(string)"/>, but only these are sure to be among them as they now are.</summary>
    public async Task<Dictionary<string, string>> OutputsAsync(string runId, IReadOnlyList<string> of) =>
        Outputs(await CompletedAsync(runId, of));

    /// <summary>Why a conversation was handed over, and by whom.</summary>
    public async Task<string> TransferAsync(CallReference transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        var runId = RunIds.RunOf(transfer.MemberRunId);
        var message = await store.Recent.FindMessageAsync(runId, transfer.MemberRunId, transfer.Turn, 0)
            ?? throw new InvalidOperationException(
                $"The message that transferred from '{transfer.MemberRunId}' is not in the store.");
        return Prompts.TransferredBy(
            message.Author!, message.Calls![transfer.Index].Arguments.GetProperty("reason").GetString()!);
    }

    /// <summary>
    /// The run's member runs, among them all that a step of a negotiation rests on: the team asked for it when the earlier ones
    /// had ended.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="memberRunId">The member run that was asked for the step.</param>
    internal async Task<IReadOnlyList<MemberRunRecord>> EarlierAsync(string runId, string memberRunId) =>
        await store.Recent.ListMemberRunsAsync(runId, agents =>
            agents.FirstOrDefault(agent => agent.MemberRunId == memberRunId) is { Brief: { } brief } asked
            && agents.TakeWhile(agent => agent != asked).All(agent => agent.Status.IsFinal()
                || agent.ParentMemberRunId != asked.ParentMemberRunId
                || (agent.Brief?.Step == brief.Step && agent.Brief.Round == brief.Round)));

    private async Task<string> AskedAsync(string memberRun, string? memberId, Brief? brief)
    {
        var task = await TaskAsync(memberRun, memberId, brief);
        if (brief is not null && TeamModes.StepOf(brief) is { Shown: { } show } step)
        {
            var view = new StepView(memberRun, memberId!, brief, await EarlierAsync(RunIds.RunOf(memberRun), memberRun));
            var before = brief.SummaryOf is { } last ? (await OutputsAsync(view.RunId, [last])).GetValueOrDefault(last) : null;
            return StepPrompts.Asked(step, brief, task, before, show(view));
        }

        if (brief is null || (brief is { Show: null, SummaryOf: null } && brief.Step == AgentStep.Work)) return task;
        IReadOnlyList<string> told = [.. brief.Show ?? [], .. brief.SummaryOf is { } summary ? [summary] : Array.Empty<string>()];
        var memberRuns = (await CompletedAsync(RunIds.RunOf(memberRun), told)).ToDictionary(
            other => other.MemberRunId, StringComparer.Ordinal);
        var shown = (brief.Show ?? []).Select(id => (memberRuns[id].MemberId!, memberRuns[id].Output ?? string.Empty)).ToList();
        return StepPrompts.Asked(brief, task, brief.SummaryOf is { } of ? memberRuns[of].Output : null, shown);
    }

    private async Task<string> TaskAsync(string memberRun, string? memberId, Brief? brief)
    {
        var runId = RunIds.RunOf(memberRun);
        if (brief?.Call is { } call)
        {
            var asking = await store.Recent.FindMessageAsync(runId, call.MemberRunId, call.Turn, 0)
                ?? throw new InvalidOperationException($"The message that delegated to '{memberRun}' is not in the store.");
            return TaskOf(asking.Calls![call.Index].Arguments);
        }

        if (brief?.InputOf is { } input) return (await OutputsAsync(runId, [input])).GetValueOrDefault(input) ?? string.Empty;
        if (brief?.SubtaskOf is { } split)
            return SubtaskOf((await OutputsAsync(runId, [split])).GetValueOrDefault(split) ?? string.Empty, memberId!);
        return await RequestAsync(runId, RunIds.ParentOf(memberRun));
    }

    /// <summary>What a team was asked: the run's message, or a nested team's task.</summary>
    private async Task<string> RequestAsync(string runId, string? leader)
    {
        if (leader is null || leader == RunIds.Leader(runId))
        {
            var run = await store.Recent.FindRunAsync(runId)
                ?? throw new InvalidOperationException($"Run '{runId}' is not in the store.");
            return run.Input;
        }

        var memberRuns = await store.Recent.ListMemberRunsAsync(
            runId, agents => agents.Any(agent => agent.MemberRunId == leader));
        var team = memberRuns.FirstOrDefault(agent => agent.MemberRunId == leader)
            ?? throw new InvalidOperationException($"Member run '{leader}' is not in the store.");
        var asked = await AskedAsync(leader, team.MemberId, team.Brief);
        // A team without a leader has no conversation that could say why it was handed over to.
        return team.Brief?.Transfer is { } transfer ? $"{await TransferAsync(transfer)}\n\n{asked}" : asked;
    }

    // What is completed changes no more, not with a retry either.
    private Task<IReadOnlyList<MemberRunRecord>> CompletedAsync(string runId, IReadOnlyList<string> ids) =>
        store.Recent.ListMemberRunsAsync(
            runId, agents => ids.All(id => agents.Any(agent => agent.MemberRunId == id && agent.Status == RunStatus.Completed)));

    private static Dictionary<string, string> Outputs(IEnumerable<MemberRunRecord> memberRuns) =>
        memberRuns.ToDictionary(member => member.MemberRunId, member => member.Output ?? string.Empty, StringComparer.Ordinal);

    /// <summary>The task in the arguments of a call that gives one: <c>task</c>, or a task's <c>title</c>.</summary>
    internal static string TaskOf(JsonElement arguments) =>
        arguments.TryGetProperty("task", out var task) ? task.GetString()! : arguments.GetProperty("title").GetString()!;

    private static string SubtaskOf(string output, string memberId)
    {
        using var split = StructuredAnswer.Parse(output)
            ?? throw new InvalidOperationException("The recorded subtasks are not JSON.");
        return split.RootElement.GetProperty("subtasks").EnumerateArray()
            .First(subtask => subtask.GetProperty("memberId").GetString() == memberId).GetProperty("task").GetString()!;
    }
}
