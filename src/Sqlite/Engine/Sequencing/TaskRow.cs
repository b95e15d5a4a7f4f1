namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>An activity that is to be run.</summary>
internal sealed record TaskRow(
    long Instance, string InstanceId, int Generation, int Id, string Name, string? Version, string? Input)
{
    /// <summary>How often it was begun before, by engines that ended before it did.</summary>
    public int BegunBefore { get; init; }

    /// <summary>The number of the row that says a generation is to begin; its input is the events it inherits.</summary>
    public const int BeginGeneration = -1;
}
