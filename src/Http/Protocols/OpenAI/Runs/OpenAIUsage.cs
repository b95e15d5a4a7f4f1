using System.Text.Json.Nodes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>The tokens of the model calls that one answer told, of all members.</summary>
internal sealed class OpenAIUsage
{
    private long _input;
    private long _output;

    /// <summary>Counts a model call.</summary>
    public void Add(RunEvent item)
    {
        _input += item.Number("inputTokens") ?? 0;
        _output += item.Number("outputTokens") ?? 0;
    }

    /// <summary>As a response has it.</summary>
    public JsonObject OfResponse() => new()
    {
        ["input_tokens"] = _input,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["cache_write_tokens"] = 0 },
        ["output_tokens"] = _output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = _input + _output,
    };

    /// <summary>As a chat completion has it.</summary>
    public JsonObject OfCompletion() => new()
    {
        ["prompt_tokens"] = _input, ["completion_tokens"] = _output, ["total_tokens"] = _input + _output,
    };
}
