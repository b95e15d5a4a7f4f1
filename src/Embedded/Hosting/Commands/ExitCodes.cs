namespace DurableTeams.Embedded.Hosting;

/// <summary>How the process ends; <c>docs/reference/embedded-host.md</c> lists them for users.</summary>
internal static class ExitCodes
{
    /// <summary>Done: drained after a signal, idle, or a command did what it was asked to.</summary>
    public const int Done = 0;

    /// <summary>A command looked and has no good news: a check found something, there is no such run, a backup could not be written.</summary>
    public const int Failed = 1;

    /// <summary>Options or team files are wrong, or the data directory cannot be used.</summary>
    public const int BadStart = 2;

    /// <summary>Another process holds the data directory.</summary>
    public const int DataDirectoryInUse = 3;
}
