using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Remote;

/// <summary>How whoever had the work ends it.</summary>
/// <param name="Output">The output; null where the work failed.</param>
/// <param name="Error">Why the work failed.</param>
public sealed record WorkReply(string? Output, RunError? Error)
{
    /// <summary>The code of a failure to which the worker gives none.</summary>
    public const string FailedCode = "workFailed";

    /// <summary>A hash that tells the same reply from another.</summary>
    public string Hash => CanonicalJson.Hash(JsonSerializer.SerializeToElement(
        new { output = Output, code = Error?.Code, message = Error?.Message }));

    /// <summary>
    /// The reply in the body of an answer, <c>{"output": …}</c>; null where there is none, so that the reply comes later. An
    /// output that is no text counts as its JSON.
    /// </summary>
    public static WorkReply? Read(ReadOnlyMemory<byte>? body)
    {
        if (body is not { } bytes) return null;
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("output", out var output))
                return null;
            return output.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => new WorkReply(output.GetString(), null),
                _ => new WorkReply(output.GetRawText(), null),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
