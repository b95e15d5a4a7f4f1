using DurableTeams.Contracts;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>How a member's work ended.</summary>
/// <param name="Agent">The member run.</param>
/// <param name="Result">Its result.</param>
/// <param name="Error">The error; null where the member has an output.</param>
internal sealed record MemberEnd(AgentRef Agent, MemberRunResult Result, RunError? Error = null)
{
    /// <summary>The result as an answer to the call that delegated.</summary>
    public CallAnswer Answer(int index) => new(index, Agent.MemberRunId, Error?.Message);

    /// <summary>The result as a part of a message.</summary>
    public MessagePart Part(string heading) => new(heading, Agent.MemberRunId, Error?.Message);
}
