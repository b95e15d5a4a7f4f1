using DurableTeams.Hosting;
using DurableTeams.Sqlite.Hosting;
using DurableTeams.Storage;
using Microsoft.Extensions.Logging;

namespace DurableTeams;

/// <summary>
/// Tells when a program with <c>UseSqlite</c> can end unnoticed: no member works, no timer is due soon, every decision is
/// delivered. Paused runs wait for people and are only rows. Taken from the program's services.
/// </summary>
public sealed class IdleExit
{
    private readonly ITeamEngine _engine;
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<IdleExit> _logger;

    /// <summary>Made by the program's services.</summary>
    public IdleExit(ITeamEngine engine, IRunStore store, TimeProvider time, ILogger<IdleExit> logger)
    {
        (_engine, _store, _time, _logger) = (engine, store, time, logger);
    }

    /// <summary>Returns once the program can end.</summary>
    /// <exception cref="InvalidOperationException">The engine is another than that of <c>UseSqlite</c>.</exception>
    public Task WaitAsync(IdleLimits limits, CancellationToken cancellationToken) => Watch(limits).WaitAsync(cancellationToken);

    /// <summary>Makes the watch, whose clock begins now.</summary>
    internal IdleWatch Watch(IdleLimits limits) => _engine is ISqliteTeamEngine engine
        ? new IdleWatch(engine, _store, limits, _time, _logger)
        : throw new InvalidOperationException("Only the engine of UseSqlite tells when it is idle.");
}
