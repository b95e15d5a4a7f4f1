using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>An event of an instance, as its orchestrator receives it.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Id">The number of the step that the event answers, or -1.</param>
/// <param name="Name">The name of an external event.</param>
/// <param name="Payload">The result, or the payload of the event, as the data converter wrote it.</param>
/// <param name="Failure">The failure of a task.</param>
internal sealed record HistoryEvent(
    HistoryEventKind Kind, int Id = -1, string? Name = null, string? Payload = null, TaskFailureDetails? Failure = null)
{
    /// <summary>The generation began.</summary>
    public static HistoryEvent Started { get; } = new(HistoryEventKind.Started);
}
