using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Runs;

/// <summary>Ends an agent run, or a run, with words that are recorded already: another agent run's output, or those of its own last turn.</summary>
public sealed class FinishActivity(IRunStore store, ITeamCatalog catalog, Briefs briefs, TurnReader reader, TimeProvider time) : TaskActivity<FinishInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, FinishInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (agent, now) = (input.Agent, time.GetUtcNow());
        AgentEnding? ending = null;
        var output = string.Empty;
        if (input.Turn > 0)
        {
            var messages = await store.ListMessagesAsync(agent.RunId, agent.MemberRunId);
            var answer = messages.First(message => message.Turn == input.Turn && message.Slot == 0);
            var team = await catalog.GetPinnedAsync(agent.DefinitionVersion);
            ending = reader.Read(team, agent, answer, new TurnContext([], 0, AppliesState: false), now).Ending;
            output = answer.Text ?? string.Empty;
        }
        else if (input.OutputOf is { } of)
        {
            output = (await briefs.OutputsAsync(agent.RunId)).GetValueOrDefault(of) ?? string.Empty;
        }

        var change = new RunChange(agent.RunId, now) { ActiveAgent = input.ActiveAgent };
        await store.CommitAsync(Ends.Of(change, agent, await briefs.TaskAsync(agent), output, input.Used, ending));
        return true;
    }
}
