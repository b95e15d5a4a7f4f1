using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Models;
using DurableTeams.Models.Providers;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.Agents;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns;

/// <summary>Between stored messages and the model's.</summary>
internal static class Conversation
{
    /// <summary>What stands in a conversation for an answer that had no words.</summary>
    private const string NoWords = "(no answer)";

    private static readonly JsonSerializerOptions AsWritten = new(ContractJson.Options) { MaxDepth = 1_000 };

    /// <summary>The stored messages as a model reads them.</summary>
    /// <param name="messages">Of one member run.</param>
    /// <param name="outputs">Outputs of member runs that messages refer to.</param>
    public static List<ChatMessage> ToChat(IEnumerable<MessageRecord> messages, Dictionary<string, string> outputs)
    {
        var chat = new List<ChatMessage>();
        // Two calls of one turn may have one id. Providers refuse that; the places of the answers say which is which.
        string[] ids = [];
        foreach (var message in messages.OrderBy(message => message.Turn).ThenBy(message => message.Slot))
        {
            if (message is { Role: "assistant", Calls: { } calls })
            {
                var once = new ReplayIds();
                ids = [.. calls.Select(call => once.Take(call.CallId))];
            }

            chat.Add(ToChat(message, ids, outputs));
        }

        return chat;
    }

    /// <summary>A model's answer as it is stored.</summary>
    public static MessageRecord Record(AgentRef agent, int turn, ChatResponse response)
    {
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        return new MessageRecord
        {
            MemberRunId = agent.MemberRunId,
            Turn = turn,
            Slot = 0,
            Role = "assistant",
            Author = agent.MemberId ?? agent.TeamId,
            Text = response.Text is { Length: > 0 } text ? text : Refusal(response),
            Calls = calls.Count == 0 ? null : [.. calls.Select((call, index) => Store(call, turn, index))],
            Usage = new Usage(response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0, 1, 0),
            Model = response.ModelId,
            FinishReason = FinishReasons.Of(response),
            Kept = response.Messages.Select(ProviderParts.Of).LastOrDefault(kept => kept is not null),
        };
    }

    /// <summary>The member runs whose outputs messages refer to.</summary>
    public static IReadOnlyList<string> OutputsIn(IEnumerable<MessageRecord> messages) =>
        [.. messages.SelectMany(message => (message.Parts ?? []).Where(part => part.Error is null).Select(part => part.OutputOf)
            .Append(message.OutputOf))
            .OfType<string>().Distinct(StringComparer.Ordinal)];

    // What a model says instead of answering is its answer.
    private static string? Refusal(ChatResponse response) =>
        response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>().FirstOrDefault()?.Message;

    private static StoredCall Store(FunctionCallContent call, int turn, int index)
    {
        var id = string.IsNullOrEmpty(call.CallId) ? FormattableString.Invariant($"call-{turn}-{index}") : call.CallId;
        return new StoredCall(id, call.Name, Arguments(call))
        {
            KeyId = IdempotencyHeader.KeyIdOf(id),
            Binding = CodeAgents.AsksFor(call) ? AgentCallTool.Bind(call.Name) : null,
        };
    }

    /// <summary>The arguments in their one form; as text where they are no object, or one that is nested too deep.</summary>
    private static JsonElement Arguments(FunctionCallContent call)
    {
        if (RawArguments.Of(call) is { } broken) return Text(broken);
        try
        {
            var arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), AsWritten);
            return CallArguments.IsTooDeep(arguments) ? Text(arguments.GetRawText()) : CallArguments.Normalize(arguments);
        }
        catch (Exception unwritable) when (unwritable is JsonException or NotSupportedException or InvalidOperationException)
        {
            // Values of an agent in code may be objects that no JSON can be made of.
            return Text(unwritable.Message);
        }

        static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, ContractJson.Options);
    }

    private static ChatMessage ToChat(MessageRecord message, string[] ids, Dictionary<string, string> outputs) =>
        message.Role switch
        {
            "system" => new ChatMessage(ChatRole.System, message.Text),
            "user" => new ChatMessage(ChatRole.User, Text(message, outputs)),
            "tool" => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(
                ids.ElementAtOrDefault(message.Slot - 1) ?? message.CallId!, Text(message, outputs))]),
            _ => Answer(message, ids),
        };

    private static ChatMessage Answer(MessageRecord message, string[] ids)
    {
        var answer = new ChatMessage(ChatRole.Assistant, Contents(message, ids));
        ProviderParts.Put(answer, message.Kept);
        return answer;
    }

    private static string Text(MessageRecord message, Dictionary<string, string> outputs) =>
        message.Parts is { } parts ? string.Join(
            "\n\n", parts.Select(part => $"{part.Heading}\n{part.Error ?? outputs.GetValueOrDefault(part.OutputOf)}"))
        : message.Text ?? (message.OutputOf is { } of ? outputs.GetValueOrDefault(of) : null) ?? string.Empty;

    private static List<AIContent> Contents(MessageRecord message, string[] ids)
    {
        var contents = new List<AIContent>();
        if (message.Text is { } text) contents.Add(new TextContent(text));
        foreach (var (index, call) in (message.Calls ?? []).Index())
        {
            // Arguments that were no JSON object are told to the model in the result; providers refuse to read them again.
            var arguments = call.Arguments.ValueKind == JsonValueKind.Object
                ? call.Arguments.Deserialize<Dictionary<string, object?>>(ContractJson.Options)
                : [];
            contents.Add(new FunctionCallContent(ids[index], call.Name, arguments));
        }

        // There are providers that refuse an answer without words and calls, and others that refuse two questions in a row.
        if (contents.Count == 0) contents.Add(new TextContent(NoWords));
        return contents;
    }
}
