using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage;
using DurableTeams.Telemetry;
using Microsoft.DurableTask;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// Ends a member run, or a run, with words that are recorded already: the output of another member run, or the words of its own
/// last turn.
/// </summary>
internal sealed class FinishActivity(
    IRunStore store,
    ITeamCatalog catalog,
    BriefReader briefs,
    TurnReader reader,
    TimeProvider time) : TaskActivity<FinishInput, FinishResult>
{
    /// <inheritdoc/>
    public override async Task<FinishResult> RunAsync(TaskActivityContext context, FinishInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var team = await catalog.GetPinnedAsync(input.Agent.DefinitionVersion);
        return input.Turn > 0 ? await WithOwnWordsAsync(input, team) : await WithOutputAsync(input, team);
    }

    private async Task<FinishResult> WithOwnWordsAsync(FinishInput input, TeamDefinition team)
    {
        var (agent, now) = (input.Agent, time.GetUtcNow());
        var messages = await store.ListMessagesAsync(agent.RunId, agent.MemberRunId);
        var answer = messages.First(message => message.Turn == input.Turn && message.Slot == 0);
        var reading = reader.Read(team, agent, answer, new TurnContext([], 0, AppliesState: false), now);
        var change = reading.HandedOver(new RunChange(agent.RunId, now));
        await store.CommitCountedAsync(MemberRunCompletion.Of(change, agent, ForkMessage.TaskWithMessages(
            await briefs.AskedAsync(agent), messages), reading.Text, input.Used, reading.Ending));
        return new FinishResult();
    }

    private async Task<FinishResult> WithOutputAsync(FinishInput input, TeamDefinition team)
    {
        var agent = input.Agent;
        var output = (await briefs.OutputsAsync(agent.RunId)).GetValueOrDefault(input.OutputOf ?? string.Empty) ?? string.Empty;
        if (AnswerForm.Of(team, agent)?.Problem(output) is { } problem) return new FinishResult(PayloadLimits.Cut(problem));
        var change = new RunChange(agent.RunId, time.GetUtcNow()) { ActiveAgent = input.ActiveAgent };
        var told = agent.Attempt > 0 ? await store.ListMessagesAsync(agent.RunId, agent.MemberRunId) : [];
        var end = MemberRunCompletion.Of(
            change, agent, ForkMessage.TaskWithMessages(await briefs.AskedAsync(agent), told), output, input.Used);
        // In a team without a leader the words are a member's, and stay recorded as that member's.
        await store.CommitCountedAsync(team.Mode.HasLeader() ? end : end with { SessionTurns = [] });
        return new FinishResult();
    }
}
