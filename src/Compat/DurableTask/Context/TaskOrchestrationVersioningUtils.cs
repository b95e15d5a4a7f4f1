namespace Microsoft.DurableTask.Abstractions;

public static class TaskOrchestrationVersioningUtils
{
    /// <summary>Orders versions: unversioned first, then as <see cref="System.Version"/> if both parse, else as text.</summary>
    public static int CompareVersions(string sourceVersion, string otherVersion)
    {
        var sourceIsBlank = string.IsNullOrWhiteSpace(sourceVersion);
        var otherIsBlank = string.IsNullOrWhiteSpace(otherVersion);
        if (sourceIsBlank || otherIsBlank) return otherIsBlank.CompareTo(sourceIsBlank);

        return Version.TryParse(sourceVersion, out var source) && Version.TryParse(otherVersion, out var other)
            ? source.CompareTo(other)
            : string.Compare(sourceVersion, otherVersion, StringComparison.OrdinalIgnoreCase);
    }
}
