namespace DurableTeams;

/// <summary>A data directory cannot be used; the message says why, and what to change.</summary>
public sealed class DataDirectoryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="directory">The full path of the directory.</param>
    /// <param name="reason">Why it cannot be used.</param>
    /// <param name="cause">The exception behind it.</param>
    public DataDirectoryException(string directory, string reason, Exception? cause = null)
        : base($"The data directory {directory} cannot be used: {reason}", cause) => (Directory, Reason) = (directory, reason);

    /// <summary>The full path of the directory.</summary>
    public string Directory { get; }

    /// <summary>Why it cannot be used, and what to change.</summary>
    public string Reason { get; }
}
