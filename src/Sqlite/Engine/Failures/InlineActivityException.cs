namespace DurableTeams.Sqlite.Engine.Failures;

/// <summary>An activity that runs inside the turn did not complete synchronously.</summary>
internal sealed class InlineActivityException(string name) : InvalidOperationException(
    $"Activity '{name}' is run inside the orchestration's turn, but waits for something: it does more than write to the store.");
