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

    /// <summary>Whether a run rests after an event of this type: it may have ended, or wait for people.</summary>
    public static bool IsRest(string type) => type
        is RunEventTypes.RunPaused or RunEventTypes.RunCompleted or RunEventTypes.RunFailed or RunEventTypes.RunCancelled;

    /// <summary>The answer, or the questions, of a run that has ended or is paused.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="run">The run.</param>
    /// <param name="words">The words of the answer that are not told yet; null tells all of them.</param>
    /// <exception cref="TeamRunException">The run has failed, or was cancelled.</exception>
    public static AgentResponse Of(AIAgent agent, RunView run, string? words = null) => new(Message(agent, run, words))
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

    private static ChatMessage Message(AIAgent agent, RunView run, string? words)
    {
        if (Asks(run))
            return new ChatMessage(ChatRole.Assistant, [.. Pending(run).Select(Requests.Of)]) { AuthorName = agent.Name };
        if (run.Status is RunStatus.Failed or RunStatus.Cancelled) throw new TeamRunException(run);
        return new ChatMessage(ChatRole.Assistant, words ?? run.Output?.Text ?? string.Empty)
        {
            AuthorName = agent.Name,
            MessageId = run.RunId,
        };
    }

    private static IEnumerable<RequirementView> Pending(RunView run) =>
        run.Requirements.Where(asked => asked.Status == RequirementStatus.Pending);
}
