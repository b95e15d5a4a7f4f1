namespace DurableTeams.Sqlite.Database.Files;

/// <summary>Another process works in this data directory.</summary>
internal sealed class DataDirectoryInUseException(string directory, int? holder) : Exception(
    holder is { } pid
        ? $"The data directory {directory} is in use by process {pid}."
        : $"The data directory {directory} is in use by another process.")
{
    /// <summary>The process that holds the directory, where it could be read.</summary>
    public int? Holder { get; } = holder;
}
