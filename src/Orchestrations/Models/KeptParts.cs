using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>
/// What a provider wants back with an answer as it came: signatures of thoughts, thoughts themselves. A client puts it beside the message
/// it answers with, as JSON text of its own making, and finds it there when the message is sent again; nobody else reads it.
/// </summary>
public static class KeptParts
{
    /// <summary>The name of the text in <see cref="ChatMessage.AdditionalProperties"/>.</summary>
    public const string Key = "durableteams.kept";

    /// <summary>Characters of the text; what is longer is not kept.</summary>
    public const int MaxLength = 1024 * 1024;

    // Far below what a request may have, which it will be inside of.
    private static readonly JsonSerializerOptions Shallow = new(ContractJson.Compact) { MaxDepth = 48 };

    /// <summary>What is kept with a message, or null.</summary>
    public static string? Of(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.AdditionalProperties?.TryGetValue(Key, out string? kept) == true && kept?.Length <= MaxLength ? kept : null;
    }

    /// <summary>Keeps a text with a message; null keeps nothing.</summary>
    public static void Put(ChatMessage message, string? kept)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (kept?.Length <= MaxLength) (message.AdditionalProperties ??= [])[Key] = kept;
    }

    /// <summary>The text of what is to be kept; null where it is too deep for that.</summary>
    internal static string? Write(JsonNode kept)
    {
        try
        {
            return kept.ToJsonString(Shallow);
        }
        catch (Exception deep) when (deep is InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What is kept, as JSON; null where it is another client's.</summary>
    internal static T? Read<T>(ChatMessage message) where T : JsonNode => Of(message) is { } kept ? JsonNode.Parse(kept) as T : null;
}
