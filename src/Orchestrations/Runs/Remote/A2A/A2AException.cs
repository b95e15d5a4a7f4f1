using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>A call to an A2A agent failed.</summary>
/// <param name="code">The code of the member's <see cref="RunError"/>.</param>
/// <param name="what">The rest of a sentence about the member.</param>
internal sealed class A2AException(string code, string what) : Exception(what)
{
    /// <summary>The agent's task is not there.</summary>
    public const string LostCode = "agentTaskLost";

    /// <summary>The agent refused the call, or its answer is not A2A.</summary>
    public const string RefusedCode = "agentRefused";

    /// <summary>The agent's card cannot be used.</summary>
    public const string CardCode = "agentCardInvalid";

    /// <summary>The code of the member's error.</summary>
    public string Code => code;

    /// <summary>Whether the same call may do better later.</summary>
    public bool Passes { get; init; }

    /// <summary>Whether the call certainly did not reach the agent.</summary>
    public bool Unsent { get; init; }

    /// <summary>How long the agent asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
