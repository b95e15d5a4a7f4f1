using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Hosting;

/// <summary>All that a program said to <see cref="DurableTeamsBuilder"/>, in the order in which it said so.</summary>
internal sealed class Registrations
{
    public List<TeamSource> Teams { get; } = [];

    public List<EngineChoice> Engines { get; } = [];

    public List<StoreChoice> Stores { get; } = [];
}

/// <summary>Where teams come from: one of the four.</summary>
internal sealed record TeamSource(
    TeamBuilder? Builder = null, TeamDefinition? Definition = null, PinnedTeam? Pinned = null, string? Path = null);

/// <summary>An engine and the call that chose it.</summary>
internal sealed record EngineChoice(
    string Name, Func<TeamEngineStart, ITeamEngine> Create, Func<IServiceProvider, IRunStore>? Store);

/// <summary>A store and the call that chose it.</summary>
internal sealed record StoreChoice(string Name, Func<IServiceProvider, IRunStore> Create);
