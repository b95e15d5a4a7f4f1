using DurableTeams.Live;
using DurableTeams.Storage.Records;

namespace DurableTeams.Services.Events;

/// <summary>
/// What happened in a run since the last look: first the deltas, then the events. Both are empty where nothing happened for 15
/// seconds.
/// </summary>
/// <param name="Deltas">What models wrote.</param>
/// <param name="Events">What was recorded.</param>
public sealed record FollowedEvents(IReadOnlyList<LiveDelta> Deltas, IReadOnlyList<RunEvent> Events);
