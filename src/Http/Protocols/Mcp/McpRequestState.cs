using System.Text.Json;
using DurableTeams.Errors;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// What a client sends back with its answers, as it got it: the run, and what is not to be asked again. It proves nothing, and
/// need not: who may call, may name any run.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Done">The requirements that were asked about.</param>
internal sealed record McpRequestState(string RunId, IReadOnlyList<string> Done)
{
    private const int Most = 1_000;

    /// <summary>The state of a call; null where it has none.</summary>
    /// <exception cref="ApiException">It is none of ours.</exception>
    public static McpRequestState? Of(CallToolRequestParams call)
    {
        if (call.RequestState is not { Length: > 0 } text) return null;
        try
        {
            if (JsonSerializer.Deserialize<McpRequestState>(text) is { RunId: not null, Done: { Count: <= Most } done } state
                && done.All(id => id is not null))
                return state;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw ApiErrors.InvalidField("requestState", "is not what this server sent.");
    }

    /// <summary>As it is sent.</summary>
    public string Write() => JsonSerializer.Serialize(this);
}
