using System.Text;
using DurableTeams.Definitions;
using DurableTeams.Live;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace DurableTeams.AgentFramework.Teams;

/// <summary>
/// The words of the agent whose answer is the team's, as they come: those of the leader, or of the last member of a sequence. In
/// other modes nobody knows beforehand whose words they are, and the answer comes as a whole.
/// </summary>
internal sealed class SpokenWords(AIAgent agent, TeamDefinition? team)
{
    // A router's own words are not the answer.
    private readonly bool _leads = team?.Mode != TeamMode.Route;
    private readonly string? _last = team?.Mode == TeamMode.Sequential ? team.Members[^1].Id : null;
    private readonly StringBuilder _spoken = new();

    /// <summary>The message that the words belong to; null where there are none yet.</summary>
    public string? MessageId { get; private set; }

    /// <summary>The words of a delta as an update; null where they are another agent's, or thoughts.</summary>
    public AgentResponseUpdate? Hear(LiveDelta delta)
    {
        var speaks = delta.MemberId is null ? _leads : delta.MemberId == _last;
        if (!speaks || delta.Type != RunEventTypes.ContentDelta) return null;
        var id = FormattableString.Invariant($"{delta.MemberRunId}-{delta.Data.Turn}-{delta.Data.Attempt}");
        if (id != MessageId || delta.Data.Offset == 0) _spoken.Clear();
        // Words that were lost in between come with the answer.
        if (delta.Data.Offset != _spoken.Length) return null;
        MessageId = id;
        _spoken.Append(delta.Data.Text);
        return new AgentResponseUpdate(ChatRole.Assistant, delta.Data.Text)
        {
            AgentId = agent.Id,
            AuthorName = agent.Name,
            CreatedAt = delta.At,
            MessageId = id,
            RawRepresentation = delta,
            ResponseId = delta.RunId,
        };
    }

    /// <summary>What is left of the answer to say.</summary>
    public string Rest(RunView run)
    {
        var answer = run.Output?.Text ?? string.Empty;
        if (answer.StartsWith(_spoken.ToString(), StringComparison.Ordinal)) return answer[_spoken.Length..];
        // What was said last was not the answer.
        MessageId = null;
        return answer;
    }
}
