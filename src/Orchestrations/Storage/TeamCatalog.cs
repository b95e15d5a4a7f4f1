using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Secrets;
using Microsoft.Extensions.Caching.Memory;

namespace DurableTeams.Storage;

/// <summary>
/// The catalog of a host: the teams that it was started with, and older definitions from the store, of which it remembers a
/// thousand.
/// </summary>
internal sealed class TeamCatalog : ITeamCatalog, IDisposable
{
    private const int MaxOlder = 1_000;
    private static readonly MemoryCacheEntryOptions One = new() { Size = 1 };

    private readonly IRunStore _store;
    private readonly Dictionary<string, PinnedTeam> _byId;
    private readonly Dictionary<string, TeamDefinition> _byVersion = new(StringComparer.Ordinal);
    private readonly MemoryCache _older = new(new MemoryCacheOptions { SizeLimit = MaxOlder });
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _literals = new(StringComparer.Ordinal);
    private readonly List<PinnedTeam> _kept = [];

    /// <summary>
    /// A catalog of these teams, from files and from builders. Nested teams need not be served themselves: they are stored for
    /// the runs of the teams around them.
    /// </summary>
    /// <exception cref="DefinitionException">Two teams have one id, or a nested team is missing.</exception>
    public TeamCatalog(IEnumerable<PinnedTeam> teams, IRunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        this._store = store;
        Teams = [.. teams.OrderBy(t => t.Definition.Id, StringComparer.Ordinal)];
        var twice = Teams.GroupBy(t => t.Definition.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).ToList();
        if (twice.Count > 0)
        {
            const string reason = "is the id of more than one team; each team needs its own";
            throw new DefinitionException([.. twice.Select(g => new DefinitionError(g.Key, 0, reason))]);
        }

        _byId = Teams.ToDictionary(t => t.Definition.Id, StringComparer.Ordinal);
        foreach (var team in Teams) Keep(team);
        RequireNested();
    }

    /// <inheritdoc/>
    public IReadOnlyList<PinnedTeam> Teams { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        foreach (var team in _kept)
        {
            await _store.SaveDefinitionAsync(team.Version, DefinitionJson.Serialize(team.Definition), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public PinnedTeam? Find(string teamId) => _byId.GetValueOrDefault(teamId);

    /// <inheritdoc/>
    public async ValueTask<TeamDefinition> GetPinnedAsync(string version, CancellationToken cancellationToken = default)
    {
        if (_byVersion.TryGetValue(version, out var known) || _older.TryGetValue(version, out known)) return known!;
        var json = await _store.FindDefinitionAsync(version, cancellationToken).ConfigureAwait(false)
            ?? throw new KeyNotFoundException(
                $"There is no team definition of version {version}: neither a team served now nor one kept in storage has it.");
        var definition = DefinitionJson.Deserialize(json);
        if (_literals.TryGetValue(definition.Id, out var served)) definition = LiteralSecrets.PutBack(definition, served);
        return _older.Set(version, definition, One);
    }

    /// <inheritdoc/>
    public void Dispose() => _older.Dispose();

    private void Keep(PinnedTeam team)
    {
        if (!_byVersion.TryAdd(team.Version, team.Definition)) return;
        _kept.Add(team);
        _literals.TryAdd(team.Definition.Id, LiteralSecrets.Of(team.Definition));
        foreach (var nested in team.Definition.Nested) Keep(TeamHash.Pin(nested));
    }

    private void RequireNested()
    {
        var errors = from team in _kept
            from member in team.Definition.Members
            where member.Team is not null && (member.TeamVersion is null || !_byVersion.ContainsKey(member.TeamVersion))
            select new DefinitionError(
                team.Definition.Id,
                0,
                $"the definition of the nested team '{member.Team}' is missing; "
                    + "load both teams from files, or give the nested team to the builder with Member(team)");
        var missing = errors.ToList();
        if (missing.Count > 0) throw new DefinitionException(missing);
    }
}
