using DurableTeams.Errors;
using DurableTeams.Http.Requests;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>Reads the <c>messages</c> of a chat completion (package openai 7.59, ChatCompletionMessageParam).</summary>
internal static class OpenAIMessages
{
    private const int MostMessages = 10_000;
    private const string Tool = "tool";

    private static readonly string[] Roles = [.. OpenAITurn.Roles, Tool];

    /// <summary>The turns.</summary>
    /// <exception cref="ApiException">400: they are not such messages, or have what is no text.</exception>
    public static IReadOnlyList<OpenAITurn> Read(BodyFields body)
    {
        List<OpenAITurn> turns = [];
        foreach (var message in body.RequiredObjects("messages", MostMessages))
            turns.Add(Message(message, FormattableString.Invariant($"messages[{turns.Count}]")));
        return turns;
    }

    private static OpenAITurn Message(BodyFields message, string place)
    {
        var role = message.OptionalWord("role", Roles)
            ?? throw ApiErrors.InvalidField(message.PathOf("role"), $"is required, one of {string.Join(", ", Roles)}.");
        var content = message.OptionalValue("content");
        // A message with calls alone has no words.
        if (role == "assistant" && content is null) return new OpenAITurn(place, role);
        var words = OpenAIItems.Words(content, message.PathOf("content"));
        return role == Tool
            ? new OpenAITurn(place, Answer: new OpenAIAnswer(
                message.RequiredText("tool_call_id"), null, words, message.PathOf("content")))
            : new OpenAITurn(place, role, words);
    }
}
