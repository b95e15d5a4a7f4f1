namespace DurableTeams.Services.Health;

/// <summary>On which versions of its definition the unfinished runs of a team are.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="CurrentVersion">The version that new runs are pinned to; null where the team is not served any more.</param>
/// <param name="Versions">The versions: the current one first, then by their newest run.</param>
/// <param name="Complete">Whether all unfinished runs were counted: of each status, the newest <see cref="MaxRuns"/> are.</param>
public sealed record DefinitionUseView(
    string TeamId, string? CurrentVersion, IReadOnlyList<VersionUseView> Versions, bool Complete)
{
    /// <summary>The most runs of a status that are counted.</summary>
    public const int MaxRuns = 1_000;
}

/// <summary>A version of a definition.</summary>
/// <param name="Version">Its content hash.</param>
/// <param name="Runs">How many runs that have not ended are pinned to it.</param>
/// <param name="NewestRunAt">When the newest of these was created; null where there is none.</param>
public sealed record VersionUseView(string Version, int Runs, DateTimeOffset? NewestRunAt);
