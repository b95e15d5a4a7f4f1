using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DurableTeams.Definitions.Remote;

/// <summary>
/// Where the work of a remote member is done: by workers that lease it from a queue, by an address that it is sent to, or by an
/// agent that speaks A2A. A value that is not set is left out of the definition's JSON, and so of its hash.
/// </summary>
public sealed partial record RemoteDefinition
{
    /// <summary>How long a worker has a piece of work without a heartbeat, where <see cref="Lease"/> is not set.</summary>
    public static TimeSpan DefaultLease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a piece of work waits for a worker, where <see cref="Start"/> is not set.</summary>
    public static TimeSpan DefaultStart { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an address has for its answer, where <see cref="Answer"/> is not set.</summary>
    public static TimeSpan DefaultAnswer { get; } = TimeSpan.FromMinutes(30);

    /// <summary>The queue from which workers lease, <c>[a-z0-9-]{1,64}</c>; null for the other kinds.</summary>
    public string? Queue { get; init; }

    /// <summary>How long a worker has a piece of work without a heartbeat.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>
    /// How long a piece of work waits for a worker: then the member fails. <see cref="Timeout.InfiniteTimeSpan"/> waits for
    /// ever (<c>never</c> in team files).
    /// </summary>
    [JsonConverter(typeof(StartTimeJson))]
    public TimeSpan? Start { get; init; }

    /// <summary>
    /// How often the work is given away before the member fails; null is 2 for a queue and 1 for the other kinds.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>The address that the work is sent to; may hold <c>${NAME}</c> references, and is shown without secrets.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// The address of an agent that speaks A2A 1.0: of its card, where it ends in <c>.json</c>, or the address below which
    /// <c>.well-known/agent-card.json</c> is. May hold <c>${NAME}</c> references, and is shown without secrets.
    /// </summary>
    [JsonPropertyName("a2a")]
    public string? A2A { get; init; }

    /// <summary>
    /// Headers sent with each call to the A2A agent; values may hold <c>${NAME}</c> references and are never shown.
    /// </summary>
    public SortedDictionary<string, string>? Headers
    {
        get;
        init => field = value is null ? null : new(value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// How long the address has for its answer, counted from the request or its last heartbeat; for an A2A agent from the last
    /// change of its task.
    /// </summary>
    public TimeSpan? Answer { get; init; }

    /// <summary>
    /// Whether the work may be given away again when nobody knows what became of it; null is true. If not, a person is asked
    /// first.
    /// </summary>
    public bool? Repeatable { get; init; }

    /// <summary>Whether a queue can have this name: <c>[a-z0-9-]{1,64}</c>.</summary>
    public static bool IsQueue(string name) => QueuePattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex QueuePattern();
}
