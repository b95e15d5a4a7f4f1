using System.Collections.Immutable;
using DurableTeams.Storage.Records;

namespace DurableTeams.AzureTables.RunStore.Runs;

/// <summary>A run as this process saw it, at a moment.</summary>
/// <param name="State">The run, in its version.</param>
/// <param name="At">The moment: it was in this version then, or later.</param>
/// <param name="Talks">The whole conversations that are known, by member run's position and message's key.</param>
internal sealed record RememberedRun(
    RunState State, long At, ImmutableDictionary<string, ImmutableSortedDictionary<string, MessageRecord>> Talks)
{
    /// <summary>No conversation.</summary>
    public static ImmutableDictionary<string, ImmutableSortedDictionary<string, MessageRecord>> NoTalks { get; } =
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, MessageRecord>>(StringComparer.Ordinal);

    /// <summary>A conversation in which nothing was said.</summary>
    public static ImmutableSortedDictionary<string, MessageRecord> NoTalk { get; } =
        ImmutableSortedDictionary.Create<string, MessageRecord>(StringComparer.Ordinal);

    /// <summary>About how many characters it holds.</summary>
    public long Weight { get; } = State.Head.Run.Input.Length
        + State.Agents.Values.Sum(agent => 200L + (agent.Output?.Length ?? 0))
        + Talks.Values.Sum(talk => talk.Values.Sum(WeightOf));

    private static long WeightOf(MessageRecord message) =>
        200 + (message.Text?.Length ?? 0) + (message.Kept?.Length
            ?? 0) + (message.Calls?.Sum(call => (long)call.Arguments.GetRawText().Length) ?? 0);
}
