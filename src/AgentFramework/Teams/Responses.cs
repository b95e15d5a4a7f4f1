using DurableTeams.Approvals;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>What a run is to the caller of an agent.</summary>
internal static class Responses
{
    /// <summary>Whether a run waits for people, and for nothing else.</summary>
    public static bool Asks(RunView run) => run.Status == RunStatus.Paused && Pending(run).Any();

    /// <summary>The answer, or the questions, of a run that has ended or is paused.</summary>
    /// <exception cref="TeamRunException">The run has failed, or was cancelled.</exception>
    public static AgentResponse Of(AIAgent agent, RunView run) => new(Message(agent, run))
    {
        AgentId = agent.Id,
        ResponseId = run.RunId,
        CreatedAt = run.CompletedAt ?? run.UpdatedAt,
        FinishReason = Asks(run) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        Usage = new UsageDetails
        {
            InputTokenCount = run.Usage.InputTokens,
            OutputTokenCount = run.Usage.OutputTokens,
            TotalTokenCount = run.Usage.InputTokens + run.Usage.OutputTokens,
        },
        RawRepresentation = run,
    };

    /// <summary>An event as an update, in its raw form.</summary>
    public static AgentResponseUpdate Of(AIAgent agent, RunEvent happened) => new()
    {
        AgentId = agent.Id,
        ResponseId = happened.RunId,
        CreatedAt = happened.At,
        RawRepresentation = happened,
    };

    private static ChatMessage Message(AIAgent agent, RunView run)
    {
        if (Asks(run))
            return new ChatMessage(ChatRole.Assistant, [.. Pending(run).Select(Requests.Of)]) { AuthorName = agent.Name };
        if (run.Status is RunStatus.Failed or RunStatus.Cancelled) throw new TeamRunException(run);
        return new ChatMessage(ChatRole.Assistant, run.Output?.Text ?? string.Empty)
        {
            AuthorName = agent.Name,
            MessageId = run.RunId,
        };
    }

    private static IEnumerable<RequirementView> Pending(RunView run) =>
        run.Requirements.Where(asked => asked.Status == RequirementStatus.Pending);
}
