using System.Collections.Concurrent;
using DurableTeams.Storage;

namespace DurableTeams.Definitions;

/// <summary>The catalog of a host: the teams it was started with, and older definitions out of the store, kept once read.</summary>
public sealed class TeamCatalog : ITeamCatalog
{
    private readonly IRunStore store;
    private readonly Dictionary<string, PinnedTeam> byId;
    private readonly ConcurrentDictionary<string, TeamDefinition> byVersion = new(StringComparer.Ordinal);

    /// <summary>A catalog of these teams, from files and from builders.</summary>
    /// <exception cref="DefinitionException">Two teams have one id.</exception>
    public TeamCatalog(IEnumerable<PinnedTeam> teams, IRunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        Teams = [.. teams.OrderBy(t => t.Definition.Id, StringComparer.Ordinal)];
        var twice = Teams.GroupBy(t => t.Definition.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        if (twice.Count > 0)
        {
            const string reason = "is the id of more than one team; each team needs its own";
            throw new DefinitionException([.. twice.Select(g => new DefinitionError(g.Key, 0, reason))]);
        }

        byId = Teams.ToDictionary(t => t.Definition.Id, StringComparer.Ordinal);
        foreach (var team in Teams) byVersion[team.Version] = team.Definition;
    }

    /// <inheritdoc/>
    public IReadOnlyList<PinnedTeam> Teams { get; }

    /// <summary>Keeps the definitions in the store; to be called before the first run starts, and again harmless.</summary>
    public async Task InitializeAsync(CancellationToken cancellation = default)
    {
        foreach (var team in Teams)
        {
            await store.SaveDefinitionAsync(team.Version, DefinitionJson.Serialize(team.Definition), cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public PinnedTeam? Find(string teamId) => byId.GetValueOrDefault(teamId);

    /// <inheritdoc/>
    public async ValueTask<TeamDefinition> GetPinnedAsync(string version, CancellationToken cancellation = default)
    {
        if (byVersion.TryGetValue(version, out var known)) return known;
        var json = await store.FindDefinitionAsync(version, cancellation).ConfigureAwait(false)
            ?? throw new KeyNotFoundException(
                $"There is no team definition of version {version}: neither a team served now nor one kept in storage has it.");
        return byVersion.GetOrAdd(version, DefinitionJson.Deserialize(json));
    }
}
