using DurableTeams.Definitions;
using DurableTeams.Hosting;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams;

/// <summary>
/// Says which teams there are, what they bring, and on which engine and store they run. Nothing is checked before the host
/// starts: then everything is, at once.
/// </summary>
public sealed partial class DurableTeamsBuilder
{
    private readonly Registrations _registrations;

    internal DurableTeamsBuilder(IServiceCollection services, Registrations registrations) =>
        (Services, _registrations) = (services, registrations);

    /// <summary>The program's services, for extensions of this builder.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a team made in code.</summary>
    public DurableTeamsBuilder AddTeam(TeamBuilder team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _registrations.Teams.Add(new TeamSource(Builder: team));
        return this;
    }

    /// <summary>Adds a team that is built already; it is checked once more at the start, with what this program brings.</summary>
    public DurableTeamsBuilder AddTeam(TeamDefinition team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _registrations.Teams.Add(new TeamSource(Definition: team));
        return this;
    }

    /// <summary>Adds a team with the hash of its content.</summary>
    public DurableTeamsBuilder AddTeam(PinnedTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        _registrations.Teams.Add(new TeamSource(Pinned: team));
        return this;
    }

    /// <summary>Adds the team files of a directory.</summary>
    /// <param name="path">The directory; a relative path is below the current directory, or else beside the
    /// program.</param>
    public DurableTeamsBuilder AddTeamsFrom(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _registrations.Teams.Add(new TeamSource(Path: path));
        return this;
    }

    /// <summary>
    /// Runs teams on an engine of one's own: a Durable Task worker, on which the program has registered the orchestrations and
    /// activities (<c>AddTasks(tasks => tasks.AddDurableTeams())</c>), and a <c>DurableTaskClient</c> among the services. The
    /// store is a choice of its own, such as <c>UseAzureTables</c>.
    /// </summary>
    public DurableTeamsBuilder UseDurableTask()
    {
        // Backends of DurableTask.Core complete an orchestration that has returned only when none of its tasks is open.
        Services.AddSingleton(new EngineTraits { HoldsForActivities = true });
        return UseEngine(nameof(UseDurableTask), start => new RegisteredEngine(start.Services));
    }

    /// <summary>Runs teams on this engine. For packages that bring one; programs call their <c>Use…</c>.</summary>
    /// <param name="name">The call that chose the engine, for errors.</param>
    /// <param name="create">Makes the engine, when the host starts.</param>
    /// <param name="store">The store that the engine brings; it is used unless <see cref="UseStore"/> names another. Null where
    /// it brings none.</param>
    public DurableTeamsBuilder UseEngine(
        string name, Func<TeamEngineStart, ITeamEngine> create, Func<IServiceProvider, IRunStore>? store = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _registrations.Engines.Add(new EngineChoice(name, create, store));
        return this;
    }

    /// <summary>Keeps runs in this store. For packages that bring one; programs call their <c>Use…</c>.</summary>
    /// <param name="name">The call that chose the store, for errors.</param>
    /// <param name="create">Makes the store, when the host starts.</param>
    public DurableTeamsBuilder UseStore(string name, Func<IServiceProvider, IRunStore> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _registrations.Stores.Add(new StoreChoice(name, create));
        return this;
    }
}
