namespace DurableTeams.Hosting;

/// <summary>
/// Takes part in the start and stop of teams: registered as a service, for what must be there before runs go on and end after
/// them.
/// </summary>
public interface ITeamsLifetime
{
    /// <summary>The storage is open, and no run goes on yet.</summary>
    Task StartingAsync(CancellationToken cancellationToken);

    /// <summary>The engine has stopped, and the storage is still open.</summary>
    /// <param name="cancellationToken">Cancelled when the host has no time left; half a second more is granted then.</param>
    Task StoppedAsync(CancellationToken cancellationToken);
}
