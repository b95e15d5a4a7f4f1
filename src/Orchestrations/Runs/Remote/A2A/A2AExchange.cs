using DurableTeams.Contracts.Remote;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Storage.Work;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>One look at the agent's task.</summary>
/// <param name="Input">What the look is about.</param>
/// <param name="Work">The work, as it was before anything was looked at.</param>
/// <param name="Client">Calls the agent.</param>
/// <param name="Streams">Whether the agent's events can be followed.</param>
/// <param name="Secrets">Takes the team's secrets out of what the agent says.</param>
/// <param name="State">What is known of the task.</param>
internal sealed record A2AExchange(
    A2AInput Input, WorkRecord Work, A2AClient Client, bool Streams, Redaction Secrets, A2AState State)
{
    /// <summary>The id of the message that begins the task: the same for every request of an attempt.</summary>
    public static string MessageId(A2AInput input) => FormattableString.Invariant($"{input.WorkId}-{input.Number}");
}
