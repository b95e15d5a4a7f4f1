namespace DurableTeams;

/// <summary>Another process works in a data directory.</summary>
public sealed class DataDirectoryInUseException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="directory">The full path of the directory.</param>
    /// <param name="holder">The id of the process that holds the directory; null where it could not be read.</param>
    public DataDirectoryInUseException(string directory, int? holder)
        : base(holder is { } pid
            ? $"The data directory {directory} is in use by process {pid}."
            : $"The data directory {directory} is in use by another process.") => (Directory, Holder) = (directory, holder);

    /// <summary>The full path of the directory.</summary>
    public string Directory { get; }

    /// <summary>The id of the process that holds the directory, where it could be read.</summary>
    public int? Holder { get; }
}
