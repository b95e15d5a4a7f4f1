using System.Globalization;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>Keys of what may happen again once a failed run was retried.</summary>
internal static class Attempts
{
    /// <summary>The key, its own in each attempt.</summary>
    public static string Key(string key, int attempt) =>
        attempt == 0 ? key : string.Create(CultureInfo.InvariantCulture, $"{key}:{attempt}");
}
