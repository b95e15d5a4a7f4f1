using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Views;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>The conversation as <c>MESSAGES_SNAPSHOT</c> has it: what the client sent, and what the run recorded.</summary>
internal sealed class AgUiMessages(IRunStore store, RunRecord run, AgUiInput input)
{
    /// <summary>
    /// Characters of all messages together; a longer conversation gets no snapshot, and what was streamed stands.
    /// </summary>
    public const int MaxLength = 2 * 1024 * 1024;

    /// <summary>The event; null where it would be too long.</summary>
    /// <param name="order">The messages of the run in the order in which they were recorded.</param>
    /// <param name="output">The run's answer, where it is no message.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JsonObject?> SnapshotAsync(
        IEnumerable<(string MemberRunId, int Turn, int Slot)> order, string? output, CancellationToken cancellationToken)
    {
        var memberRuns = await store.ListMemberRunsAsync(run.RunId, cancellationToken);
        var names = memberRuns.ToDictionary(member => member.MemberRunId, member => member.MemberId, StringComparer.Ordinal);
        var records = (await store.ListRunMessagesAsync(run.RunId, cancellationToken))
            .ToDictionary(message => (message.MemberRunId, message.Turn, message.Slot));
        var messages = new JsonArray();
        long length = 0;
        if (!input.HasQuestion) messages.Add(Said(AgUiIds.Input(run.RunId), "user", run.Input));
        foreach (var sent in input.Messages.Where(message => !AgUiIds.IsOf(message.GetProperty("id").GetString()!, run.RunId)))
        {
            length += sent.GetRawText().Length;
            messages.Add(AgUiFrame.Part([.. sent.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null)
                .Select(member => (member.Name, JsonSerializer.SerializeToNode(member.Value, Json.ContractJson.Answers)))]));
        }

        foreach (var place in order)
        {
            if (length > MaxLength) return null;
            if (!records.TryGetValue(place, out var record)) continue;
            var text = MessageView.TextOf(record, memberRuns);
            length += (text?.Length ?? 0) + (record.Calls?.Sum(call => (long)call.Arguments.GetRawText().Length) ?? 0);
            messages.Add(place.Slot == 0
                ? Answer(record, text, names.GetValueOrDefault(record.MemberRunId))
                : Result(record, text));
        }

        if (output is not null) messages.Add(Said(AgUiIds.Output(run.RunId), "assistant", output));
        return length > MaxLength ? null : AgUiFrame.Of("MESSAGES_SNAPSHOT", ("messages", messages));
    }

    /// <summary>The arguments of a call as the protocol has them: text, which is JSON unless the model wrote none.</summary>
    public static string Arguments(JsonElement arguments) =>
        arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText();

    private static JsonObject Said(string id, string role, string text) =>
        AgUiFrame.Part(("id", id), ("role", role), ("content", text));

    private static JsonObject Answer(MessageRecord record, string? text, string? name) => AgUiFrame.Part(
        ("id", AgUiIds.Message(record.MemberRunId, record.Turn)),
        ("role", "assistant"),
        ("content", text is { Length: > 0 } ? text : null),
        ("name", name),
        ("subagentRunId", AgUiIds.Subagent(record.MemberRunId)),
        ("toolCalls", record.Calls is not { Count: > 0 } calls ? null : new JsonArray([.. calls.Select((call, index) =>
            AgUiFrame.Part(
                ("id", AgUiIds.Call(record.MemberRunId, record.Turn, index)),
                ("type", "function"),
                ("function", AgUiFrame.Part(("name", call.Name), ("arguments", Arguments(call.Arguments))))))])));

    private static JsonObject Result(MessageRecord record, string? text)
    {
        var call = AgUiIds.Call(record.MemberRunId, record.Turn, record.Slot - 1);
        return AgUiFrame.Part(
            ("id", AgUiIds.Result(call)),
            ("role", "tool"),
            ("content", AgUiTranslator.Bounded(text ?? "")),
            ("toolCallId", call),
            ("error", record.Status is ToolCallStatus.Failed or ToolCallStatus.Rejected
                ? AgUiTranslator.Bounded(text ?? "")
                : null),
            ("subagentRunId", AgUiIds.Subagent(record.MemberRunId)));
    }
}
