using System.Globalization;
using Microsoft.DurableTask;

namespace DurableTeams.Sqlite.Engine.History;

/// <summary>One thing an orchestrator asked for, by its number in the generation.</summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="Id">Its number.</param>
/// <param name="Name">The activity, orchestrator or event; for the end, the status.</param>
/// <param name="InstanceId">The sub-orchestration's, or the receiving, instance.</param>
/// <param name="Due">When a timer is due, in UTC ticks.</param>
/// <param name="Payload">The result of an inline activity.</param>
/// <param name="Failure">Why an inline activity failed.</param>
internal sealed record HistoryAction(
    HistoryActionKind Kind,
    int Id,
    string? Name = null,
    string? InstanceId = null,
    long Due = 0,
    string? Payload = null,
    TaskFailureDetails? Failure = null)
{
    /// <summary>Whether a replay may give this answer to what the code asks for.</summary>
    public bool Matches(HistoryActionKind kind, string? name, string? instanceId) =>
        Kind == kind
        && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(InstanceId, instanceId, StringComparison.Ordinal);

    /// <summary>For messages: what was asked for, in words.</summary>
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
