using DurableTeams.Storage;

namespace DurableTeams.Definitions;

/// <summary>The teams this host serves now, and the pinned definitions of runs that started earlier.</summary>
public interface ITeamCatalog
{
    /// <summary>The teams served now, by id in ordinal order.</summary>
    IReadOnlyList<PinnedTeam> Teams { get; }

    /// <summary>Keeps the definitions in the store; to be called before the first run starts, and again harmless.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>The team served now under this id, or null.</summary>
    PinnedTeam? Find(string teamId);

    /// <summary>The definition with this content hash, served now or earlier.</summary>
    /// <exception cref="KeyNotFoundException">It was never kept.</exception>
    ValueTask<TeamDefinition> GetPinnedAsync(string version, CancellationToken cancellationToken = default);
}

/// <summary>A definition with its content hash.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Version">Lower-case hex SHA-256 of its canonical JSON.</param>
public sealed record PinnedTeam(TeamDefinition Definition, string Version)
{
    /// <summary>What is not wrong and should still be mended: secrets that stand in the definition, or are too short.</summary>
    public IReadOnlyList<DefinitionError> Warnings { get; init; } = [];
}
