using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>One thing that happened to an instance, as its orchestrator is told.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The action this answers, or -1.</param>
/// <param name="Name">The name of an external event.</param>
/// <param name="Payload">The result or the event's payload, as the data converter wrote it.</param>
/// <param name="Failure">Why a task failed.</param>
internal sealed record HistoryEvent(
    HistoryEventKind Kind, int Id = -1, string? Name = null, string? Payload = null, TaskFailureDetails? Failure = null)
{
    /// <summary>The generation began.</summary>
    public static HistoryEvent Started { get; } = new(HistoryEventKind.Started);
}
