namespace DurableTeams.Sqlite.Engine;

/// <summary>What the engine will do without further events.</summary>
/// <param name="LastWork">The clock's timestamp of the last work in the engine.</param>
/// <param name="NextTimer">When the next timer is due; null for none.</param>
/// <param name="Busy">Ids of the instances that wait for an activity that runs, or is about to.</param>
internal sealed record IdleForecast(long LastWork, DateTimeOffset? NextTimer, IReadOnlyList<string> Busy);
