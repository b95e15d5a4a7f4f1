using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DurableTeams.Definitions.Remote;

/// <summary>
/// Where the work of a remote member is done: by workers that lease it from a queue, or by an address that it is sent to. A
/// value that is not set is left out of the definition's JSON, and so of its hash.
/// </summary>
public sealed partial record RemoteDefinition
{
    /// <summary>How long a worker has a piece of work without a heartbeat, where <see cref="Lease"/> is not set.</summary>
    public static TimeSpan DefaultLease { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a piece of work waits for a worker, where <see cref="Start"/> is not set.</summary>
    public static TimeSpan DefaultStart { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an address has for its answer, where <see cref="Answer"/> is not set.</summary>
    public static TimeSpan DefaultAnswer { get; } = TimeSpan.FromMinutes(30);

    /// <summary>The queue from which workers lease, <c>[a-z0-9-]{1,64}</c>; null where the work is sent to an address.</summary>
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
    /// How often the work is given away before the member fails; null is 2 for a queue and 1 for an address.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>The address that the work is sent to; may hold <c>${NAME}</c> references, and is shown without secrets.</summary>
    public string? Url { get; init; }

    /// <summary>How long the address has for its answer, counted from the request or its last heartbeat.</summary>
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
