using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>The agents written in code, by name.</summary>
internal interface ICodeAgents
{
    /// <summary>The names.</summary>
    IReadOnlySet<string> Names { get; }

    /// <summary>An agent's next turn, as a model's answer.</summary>
    /// <exception cref="ModelException">There is no such agent.</exception>
    Task<ChatResponse> AnswerAsync(string name, CodeAgentTurn turn, CancellationToken cancellationToken = default);
}
