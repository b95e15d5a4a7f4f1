using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Views;

/// <summary>A message as clients read it.</summary>
public sealed record MessageView(
    string Role, string? Author, string? Text, IReadOnlyList<MessageCallView> ToolCalls, ToolResultView? ToolResult,
    string? FinishReason = null)
{
    /// <summary>
    /// The view of a stored message. The member runs are those of its run: a message may stand for the output of one.
    /// </summary>
    public static MessageView Of(MessageRecord record, IReadOnlyList<MemberRunRecord> memberRuns)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(memberRuns);
        var text = TextOf(record, memberRuns);
        return record.CallId is { } callId
            ? new MessageView(record.Role, record.Author, null, [], new ToolResultView(callId, text))
            : new MessageView(
                record.Role,
                record.Author,
                text,
                [.. (record.Calls ?? []).Select(call => new MessageCallView(call.CallId, call.Name, call.Arguments))],
                null,
                record.FinishReason);
    }

    /// <summary>The text of a message, or of the member run's output that it refers to.</summary>
    public static string? TextOf(MessageRecord record, IReadOnlyList<MemberRunRecord> memberRuns)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(memberRuns);
        return record.Parts is { } parts
            ? string.Join("\n\n", parts.Select(part => $"{part.Heading}\n{part.Error ?? OutputOf(part.OutputOf)}"))
            : record.Text ?? (record.OutputOf is { } id ? OutputOf(id) : null);

        string? OutputOf(string id) => memberRuns.FirstOrDefault(agent => agent.MemberRunId == id)?.Output;
    }
}

/// <summary>A call in a model's answer.</summary>
public sealed record MessageCallView(string CallId, string Name, JsonElement Arguments);

/// <summary>The result of a call.</summary>
public sealed record ToolResultView(string CallId, string? Result);
