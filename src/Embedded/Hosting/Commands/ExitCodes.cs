namespace DurableTeams.Embedded.Hosting;

/// <summary>How the process ends.</summary>
internal static class ExitCodes
{
    /// <summary>Drained after a signal, or idle.</summary>
    public const int Done = 0;

    /// <summary>Options or team files are wrong.</summary>
    public const int BadStart = 2;

    /// <summary>Another process holds the data directory.</summary>
    public const int DataDirectoryInUse = 3;
}
