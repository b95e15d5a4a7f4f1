using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Contracts;

/// <summary>
/// What one input or result of an orchestration or activity may hold. The Durable Task Scheduler takes 1 MB and instance ids of 100
/// characters; what a model or a team file can make large stays well below, and is refused with its size.
/// </summary>
public static class PayloadLimits
{
    /// <summary>Characters of an instance id.</summary>
    public const int InstanceId = 100;

    /// <summary>Bytes of a payload.</summary>
    public const int Payload = 1_000_000;

    /// <summary>Calls of one turn: their answers, each with an error of some kilobytes at worst, are one input later.</summary>
    public const int TurnCalls = 128;

    /// <summary>Tasks of a team's run, refused ones counted: how those that become ready together stand is one input, and so are their results.</summary>
    public const int Tasks = 500;

    /// <summary>Other tasks that one task depends on: it is shown what each of them brought.</summary>
    public const int TaskDependencies = 100;

    /// <summary>Characters of a reason that a result carries.</summary>
    public const int Reason = 1_000;

    /// <summary>Bytes of what a turn comes to: with the tasks its calls depend on.</summary>
    public const int TurnBytes = 256 * 1024;

    private const int ErrorBytes = 800_000;
    private const int EscapedBytes = 6;
    private const string Cutting = " …";

    /// <summary>Members of a team, those of the teams in it counted as often as they are in it: the plan of all is one input.</summary>
    public const int PlannedMembers = DefinitionBounds.PlannedMembers;

    /// <summary>A reason, cut where it is longer than a result carries.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    internal static string? Cut(string? reason) => Cut(reason, Reason);

    /// <summary>What tasks brought, errors as long as all of them together may be.</summary>
    internal static IReadOnlyList<MessagePart> Fit(IReadOnlyList<MessagePart> parts)
    {
        var each = ErrorBytes / (EscapedBytes * Math.Max(parts.Count, 1));
        return parts.All(part => part.Error is null || part.Error.Length <= each) ? parts : [.. parts.Select(part => part with { Error = Cut(part.Error, each) })];
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int most)
    {
        if (text is null || text.Length <= most) return text;
        var end = most - Cutting.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Cutting;
    }

    /// <summary>Why an answer is not read, or null: calls that make no sense cost an answer each, too.</summary>
    internal static CallFailure? Refuse(MessageRecord answer) => answer.Calls is { Count: > TurnCalls } calls ? TooMany(calls.Count) : null;

    /// <summary>Why a turn cannot be carried, or null.</summary>
    internal static CallFailure? Refuse(ModelCallResult turn)
    {
        if (turn.Calls is not { Count: > 0 } calls) return null;
        if (calls.Count > TurnCalls) return TooMany(calls.Count);
        var size = JsonSerializer.SerializeToUtf8Bytes(turn, ContractJson.Compact).Length;
        return size <= TurnBytes
            ? null
            : new CallFailure(FormattableString.Invariant($"asked for calls of {size} bytes in one turn; at most {TurnBytes} are allowed"), Transient: false, Code: "tooManyCalls");
    }

    private static CallFailure TooMany(int calls) =>
        new(FormattableString.Invariant($"asked for {calls} calls in one turn; at most {TurnCalls} are allowed"), Transient: false, Code: "tooManyCalls");
}
