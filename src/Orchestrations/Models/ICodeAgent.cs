namespace DurableTeams.Models;

/// <summary>
/// An agent written in code: a member whose turns a class takes instead of a model. A turn runs in an activity, so it may do
/// any work; it is not taken again once its reply is recorded. A reply means what the same reply of a model would: the agent
/// can answer, call its tools (gated calls wait for a person), transfer, vote.
/// </summary>
public interface ICodeAgent
{
    /// <summary>The name that a member's <c>agent:</c> refers to.</summary>
    string Name { get; }

    /// <summary>
    /// Takes the agent's next turn. An exception fails the turn; broken connections and timeouts are tried again as
    /// <c>retry.model</c> says.
    /// </summary>
    Task<CodeAgentReply> TakeTurnAsync(CodeAgentTurn turn, CancellationToken cancellationToken);
}
