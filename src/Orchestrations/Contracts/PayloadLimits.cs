using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DurableTeams.Definitions.Checks;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>
/// The bounds on one input or result of an orchestration or activity. The Durable Task Scheduler takes 1 MB, and instance ids
/// of 100 characters. Values that a model or a team file can make large stay well below; larger ones are refused with their
/// size.
/// </summary>
internal static class PayloadLimits
{
    /// <summary>Characters of an instance id.</summary>
    public const int InstanceId = 100;

    /// <summary>Bytes of a payload.</summary>
    public const int Payload = 1_000_000;

    /// <summary>Calls of one turn. All their answers, at worst errors of some kilobytes each, are one later input.</summary>
    public const int CallsPerTurn = 128;

    /// <summary>
    /// Tasks of a team run, refused ones counted. One input holds the results of all tasks that became ready together.
    /// </summary>
    public const int Tasks = 500;

    /// <summary>Tasks that one task may depend on: the task is shown the result of each.</summary>
    public const int TaskDependencies = 100;

    /// <summary>Characters of a reason that a result carries.</summary>
    public const int Reason = 1_000;

    /// <summary>Bytes of the result of a turn, including the dependencies of its tasks.</summary>
    public const int TurnBytes = 256 * 1024;

    private const int ErrorBytes = 800_000;
    private const int EscapedBytes = 6;
    private const string Cutting = " …";

    /// <summary>
    /// Members of a team, those of nested teams counted each time they appear: the plan of all members is one input.
    /// </summary>
    public const int PlannedMembers = DefinitionBounds.PlannedMembers;

    /// <summary>A reason, cut to the length that a result may carry.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    internal static string? Cut(string? reason) => Cut(reason, Reason);

    /// <summary>Results of tasks. Errors are cut so that all results together fit.</summary>
    internal static IReadOnlyList<MessagePart> Fit(IReadOnlyList<MessagePart> parts)
    {
        var each = ErrorBytes / (EscapedBytes * Math.Max(parts.Count, 1));
        return parts.All(part => part.Error is null || part.Error.Length <= each)
            ? parts
            : [.. parts.Select(part => part with { Error = Cut(part.Error, each) })];
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int most)
    {
        if (text is null || text.Length <= most) return text;
        var end = most - Cutting.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Cutting;
    }

    /// <summary>
    /// Why a turn with so many calls is refused, or null. Calls that make no sense count too, since each costs an answer.
    /// </summary>
    internal static CallFailure? Refuse(MessageRecord answer) =>
        answer.Calls is { Count: > CallsPerTurn } calls ? TooMany(calls.Count) : null;

    /// <summary>Why the result of a turn is refused, or null.</summary>
    internal static CallFailure? Refuse(ModelCallResult turn)
    {
        if (turn.Calls is not { Count: > 0 } calls) return null;
        if (calls.Count > CallsPerTurn) return TooMany(calls.Count);
        var size = JsonSerializer.SerializeToUtf8Bytes(turn, ContractJson.Compact).Length;
        return size <= TurnBytes
            ? null
            : new CallFailure(
                FormattableString.Invariant($"asked for calls of {size} bytes in one turn; at most {TurnBytes} are allowed"),
                Transient: false,
                Code: "tooManyCalls");
    }

    private static CallFailure TooMany(int calls) =>
        new(FormattableString.Invariant(
            $"asked for {calls} calls in one turn; at most {CallsPerTurn} are allowed"), Transient: false, Code: "tooManyCalls");
}
