using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>
/// The parts of an answer that go back to the provider unchanged: signatures of thoughts, and thoughts themselves. A client
/// adds them to its answer as JSON text of its own form, and finds them there when the message is sent again; no other code
/// reads them.
/// </summary>
public static class ProviderParts
{
    /// <summary>The name of the text in <see cref="ChatMessage.AdditionalProperties"/>.</summary>
    public const string Key = "durableteams.kept";

    /// <summary>Characters of the text; a longer text is not kept.</summary>
    public const int MaxLength = 1024 * 1024;

    // Far below what a request may have, which it will be inside of.
    private static readonly JsonSerializerOptions Shallow = new(ContractJson.Compact) { MaxDepth = 48 };

    /// <summary>The parts that are kept with a message, or null.</summary>
    public static string? Of(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.AdditionalProperties?.TryGetValue(Key, out string? kept) == true && kept?.Length <= MaxLength
            ? kept
            : null;
    }

    /// <summary>Keeps a text with a message; null keeps nothing.</summary>
    public static void Put(ChatMessage message, string? kept)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (kept?.Length <= MaxLength) (message.AdditionalProperties ??= [])[Key] = kept;
    }

    /// <summary>The text of the parts; null where they are nested too deep.</summary>
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

    /// <summary>The parts as JSON; null where another client wrote them.</summary>
    internal static T? Read<T>(ChatMessage message) where T : JsonNode =>
        Of(message) is { } kept ? JsonNode.Parse(kept) as T : null;
}
