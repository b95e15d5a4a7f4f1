using System.Globalization;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>A step that an orchestrator asked for, with its number in the generation.</summary>
/// <param name="Kind">The kind of step.</param>
/// <param name="Id">The number of the step.</param>
/// <param name="Name">The activity, orchestrator or event; for the end, the status.</param>
/// <param name="InstanceId">The instance of the sub-orchestration, or the receiver of the event.</param>
/// <param name="Due">When a timer is due, in UTC ticks.</param>
/// <param name="Payload">The result of an inline activity.</param>
/// <param name="Failure">The failure of an inline activity.</param>
internal sealed record HistoryAction(
    HistoryActionKind Kind,
    int Id,
    string? Name = null,
    string? InstanceId = null,
    long Due = 0,
    string? Payload = null,
    TaskFailureDetails? Failure = null)
{
    /// <summary>Whether this recorded step is the one that the code asks for.</summary>
    public bool Matches(HistoryActionKind kind, string? name, string? instanceId) =>
        Kind == kind
        && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(InstanceId, instanceId, StringComparison.Ordinal);

    /// <summary>The step in words, for messages.</summary>
    public static string Describe(HistoryActionKind kind, string? name, string? instanceId) => kind switch
    {
        HistoryActionKind.Activity => $"activity '{name}'",
        HistoryActionKind.InlineActivity => $"activity '{name}' (run inside the turn)",
        HistoryActionKind.SubOrchestration => $"sub-orchestration '{name}' as instance '{instanceId}'",
        HistoryActionKind.Timer => "a timer",
        HistoryActionKind.SendEvent => $"event '{name}' to instance '{instanceId}'",
        _ => $"the end, {name}",
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Describe(Kind, Name, InstanceId)} (#{Id})");
}
