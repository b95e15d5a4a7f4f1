using Microsoft.Extensions.AI;

namespace DurableTeams.Storage.Records;

/// <summary>
/// Why models stop, in the same words for all providers: <c>stop</c>, <c>tool_calls</c>, <c>length</c> (a bound on tokens, also
/// the model's own), <c>content_filter</c> (kept back, or refused), <c>pause_turn</c> and <c>error</c>. An unknown word stays
/// as it is, cut to 64 characters.
/// </summary>
public static class FinishReasons
{
    /// <summary>The model was done.</summary>
    public const string Stop = "stop";

    /// <summary>The model wants its calls answered.</summary>
    public const string ToolCalls = "tool_calls";

    /// <summary>A bound on tokens cut the answer off.</summary>
    public const string Length = "length";

    /// <summary>The provider's filter, or the model itself, kept the answer back.</summary>
    public const string ContentFilter = "content_filter";

    /// <summary>The provider stopped in the middle, to be asked to go on.</summary>
    public const string PauseTurn = "pause_turn";

    /// <summary>The model behind the server failed.</summary>
    public const string Error = "error";

    private const int MaxLength = 64;

    /// <summary>The reason in these words; <c>stop</c> or <c>tool_calls</c> where the server names no other reason.</summary>
    /// <param name="said">The server's word.</param>
    /// <param name="calls">Whether the answer makes calls: calls count, whatever word the server adds.</param>
    internal static string Of(string? said, bool calls) => said?.Trim().ToUpperInvariant() switch
    {
        null or "" or "STOP" or "EOS" or "END_TURN" or "STOP_SEQUENCE" or "FINISH_REASON_UNSPECIFIED" => calls ? ToolCalls : Stop,
        "TOOL_CALLS" or "TOOL_USE" or "FUNCTION_CALL" => ToolCalls,
        "LENGTH" or "MAX_TOKENS" or "MAX_LENGTH" or "MODEL_LENGTH" or "MODEL_CONTEXT_WINDOW_EXCEEDED" => Length,
        "CONTENT_FILTER" or "REFUSAL" or "SAFETY" or "SENSITIVE" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT"
            or "SPII" => ContentFilter,
        "ERROR" or "ABORT" or "NETWORK_ERROR" or "INSUFFICIENT_SYSTEM_RESOURCE" or "MALFORMED_FUNCTION_CALL" => Error,
        _ => said.Length <= MaxLength ? said : said[..MaxLength],
    };

    /// <summary>The reason of an answer from any client.</summary>
    internal static string Of(ChatResponse response) =>
        Of(
            response.FinishReason?.Value,
            response.Messages.Any(message => message.Contents.Any(content => content is FunctionCallContent)));
}
