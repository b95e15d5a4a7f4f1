using DurableTeams.Storage.Work;

namespace DurableTeams.Http.Answers;

/// <summary>What became of reported events.</summary>
/// <param name="Recorded">How many were new.</param>
/// <param name="Known">How many were recorded before.</param>
/// <param name="Orphaned">How many are kept as orphans, since there is no such work.</param>
internal sealed record WorkRecorded(int Recorded, int Known, int Orphaned);

/// <summary>How work ended.</summary>
internal sealed record WorkEnd(string WorkId, WorkStatus Status);
