using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.OpenAI.Requests;

/// <summary>What a client sent, to either address.</summary>
/// <param name="Model">The team.</param>
/// <param name="Dialogue">What it wants.</param>
/// <param name="Conversation">The session.</param>
/// <param name="Previous">The response that it goes on from.</param>
/// <param name="UserId">The user; of answers, who decides.</param>
/// <param name="Metadata">The caller's metadata.</param>
internal sealed record OpenAIInput(
    string Model, OpenAIDialogue Dialogue, string? Conversation, string? Previous, string? UserId, JsonObject? Metadata)
{
    /// <summary>In the metadata of a run: its response is not to be read again.</summary>
    public const string NotStored = "durableteams.not_stored";

    /// <summary>In the metadata of a run: the response that it goes on from.</summary>
    public const string PreviousResponse = "durableteams.previous_response_id";

    /// <summary>Whether it is told as a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether the answer does not wait for the run.</summary>
    public bool Background { get; init; }

    /// <summary>Whether the response can be read again.</summary>
    public bool Stored { get; init; } = true;

    /// <summary>Whether a streamed chat completion ends with its usage.</summary>
    public bool TellsUsage { get; init; }

    /// <summary>Reads what <c>responses.create</c> sends.</summary>
    /// <exception cref="ApiException">400 or 413: it cannot be read or granted.</exception>
    public static async Task<OpenAIInput> ReadResponseAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        OpenAIParameters.CheckResponse(body);
        var (conversation, previous) = (OpenAIParameters.Conversation(body), body.OptionalWords("previous_response_id"));
        if (conversation is not null && previous is not null)
            throw ApiErrors.InvalidField("previous_response_id", "cannot be sent with conversation; leave one out.");
        List<OpenAITurn> turns = [];
        if (body.OptionalWords("instructions") is { } instructions)
            turns.Add(new OpenAITurn("instructions", "system", instructions));
        turns.AddRange(OpenAIItems.Read(body));
        var input = new OpenAIInput(
            body.RequiredText("model"), OpenAIDialogue.Read(turns, conversation is not null || previous is not null),
            conversation, previous, OpenAIParameters.User(body), OpenAIParameters.Metadata(body))
        {
            Streams = body.OptionalFlag("stream") ?? false,
            Background = body.OptionalFlag("background") ?? false,
            Stored = body.OptionalFlag("store") ?? true,
        };
        return input is { Background: true, Stored: false }
            ? throw OpenAIParameters.Unsupported("store", "what runs in the background is found by its id; leave one out.")
            : input;
    }

    /// <summary>Reads what <c>chat.completions.create</c> sends.</summary>
    /// <exception cref="ApiException">400 or 413: it cannot be read or granted.</exception>
    public static async Task<OpenAIInput> ReadChatAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        OpenAIParameters.CheckChat(body);
        var conversation = OpenAIParameters.Conversation(body);
        return new OpenAIInput(
            body.RequiredText("model"), OpenAIDialogue.Read(OpenAIMessages.Read(body), conversation is not null), conversation,
            null,
            OpenAIParameters.User(body), OpenAIParameters.Metadata(body))
        {
            Streams = body.OptionalFlag("stream") ?? false,
            TellsUsage = body.OptionalFields("stream_options")?.OptionalFlag("include_usage") ?? false,
        };
    }

    /// <summary>The metadata of the run: the caller's, and what its responses say again.</summary>
    public JsonElement? RunMetadata()
    {
        var all = (JsonObject?)Metadata?.DeepClone() ?? [];
        if (!Stored) all[NotStored] = "true";
        if (Previous is not null) all[PreviousResponse] = Previous;
        return all.Count == 0 ? null : JsonSerializer.SerializeToElement(all);
    }
}
