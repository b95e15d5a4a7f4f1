namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>No activity of this name is registered.</summary>
internal sealed class ActivityNotFoundException(string name) : InvalidOperationException($"There is no activity named '{name}'.");
