namespace DurableTeams;

/// <summary>Teams were asked for something before the program's host has started, or after it has stopped.</summary>
public sealed class DurableTeamsNotStartedException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    public DurableTeamsNotStartedException()
        : base(
            "The teams run while the program's host runs. Start the host first (app.Run(), or StartAsync() on the host), and ask "
                + "after that, for example in a BackgroundService.")
    {
    }
}
