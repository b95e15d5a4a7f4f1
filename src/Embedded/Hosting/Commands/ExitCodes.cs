namespace DurableTeams.Embedded.Hosting;

/// <summary>The exit codes of the process; <c>docs/reference/embedded-host.md</c> lists them for users.</summary>
internal static class ExitCodes
{
    /// <summary>Done: the host drained after a signal or was idle, or a command did its work.</summary>
    public const int Done = 0;

    /// <summary>
    /// A command ran and failed: a check found a problem, there is no such run, a backup could not be written, the host refused,
    /// the run failed or was cancelled.
    /// </summary>
    public const int Failed = 1;

    /// <summary>Options or team files are wrong, or the data directory cannot be used.</summary>
    public const int BadStart = 2;

    /// <summary>Another process holds the data directory.</summary>
    public const int DataDirectoryInUse = 3;

    /// <summary>The host that a command is for does not answer.</summary>
    public const int NotReachable = 4;

    /// <summary>The run waits for a person.</summary>
    public const int Paused = 5;
}
