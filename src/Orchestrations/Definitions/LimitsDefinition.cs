using System.Text.Json.Serialization;

namespace DurableTeams.Definitions;

/// <summary>Bounds on a run; the defaults hold where a file is silent.</summary>
public sealed record LimitsDefinition
{
    /// <summary>Model turns of one agent.</summary>
    public int MaxSteps { get; init; } = 25;

    /// <summary>The most that <see cref="MaxSteps"/> can be: every turn lengthens the history that is replayed.</summary>
    public const int MostSteps = 1_000;

    /// <summary>Hand-offs in one run.</summary>
    public int MaxHandoffs { get; init; } = 8;

    /// <summary>How long one member run may work, pauses not counted.</summary>
    public TimeSpan MemberTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the run may work, pauses not counted.</summary>
    public TimeSpan TeamTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Input and output tokens of the whole run; null for no bound.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Calls of one turn (members or tools) that run at the same time.</summary>
    public int MaxParallel { get; init; } = 8;

    /// <summary>
    /// Bytes of one member run's conversation: what it was asked, said and was told; null for <see cref="DefaultConversation"/>.
    /// </summary>
    public long? MaxConversation { get; init; }

    /// <summary>Where a file says nothing: 16 MiB, about four million tokens, more than models read.</summary>
    public const long DefaultConversation = 16 * 1024 * 1024;

    /// <summary>
    /// The least and the most that <see cref="MaxConversation"/> can be: a conversation is in memory while its model is asked.
    /// </summary>
    public const long LeastConversation = 64 * 1024, MostConversation = 64 * 1024 * 1024;
}

/// <summary>How often failing calls are tried.</summary>
public sealed record RetryDefinition
{
    /// <summary>Model calls: three attempts, one second before the second, doubling.</summary>
    public RetrySetting Model { get; init; } = new(3, TimeSpan.FromSeconds(1));

    /// <summary>Tool calls: one attempt.</summary>
    public RetrySetting Tool { get; init; } = new(1, TimeSpan.FromSeconds(1));
}

/// <summary>Attempts of one call and the wait before the second, doubling from there.</summary>
/// <param name="Attempts">Attempts in all, at least 1.</param>
/// <param name="Backoff">The first wait.</param>
public sealed record RetrySetting(int Attempts, TimeSpan Backoff);

/// <summary>What a member's failure does to the run.</summary>
public enum MemberFailurePolicy
{
    /// <summary>The run fails.</summary>
    Fail,

    /// <summary>The leader is told, and goes on; <c>tell-leader</c> in files.</summary>
    [JsonStringEnumMemberName("tell-leader")]
    TellLeader,
}

/// <summary>What agents remember of the session's earlier runs.</summary>
public sealed record HistoryDefinition
{
    /// <summary>Whose turns an agent is shown.</summary>
    public HistoryScope Scope { get; init; } = HistoryScope.Role;

    /// <summary>How many of the newest turns.</summary>
    public int Turns { get; init; } = 10;
}

/// <summary>Whose past turns an agent is shown.</summary>
public enum HistoryScope
{
    /// <summary>Its own.</summary>
    Role,

    /// <summary>Everyone's.</summary>
    Team,

    /// <summary>None.</summary>
    None,
}
