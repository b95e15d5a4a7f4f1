using DurableTeams.Outbound;
using System.Net.Http.Headers;
using ModelContextProtocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>
/// The state of one request to an MCP server. <see cref="McpHandler"/> writes it, since the client tells little of it.
/// </summary>
internal sealed class McpExchange
{
    /// <summary>The exchange of this flow, or null.</summary>
    public static readonly AsyncLocal<McpExchange?> Current = new();

    /// <summary>The key to send with a call; null sends none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Whether the server may have done the work: the request went out, and no answer says that nothing was done.
    /// </summary>
    public bool MayHaveRun { get; private set; }

    /// <summary>Whether the server does not know the session: nothing was done, and another session may help.</summary>
    public bool SessionGone { get; private set; }

    /// <summary>Whether the answer is longer than the bound.</summary>
    public bool TooLong { get; set; }

    /// <summary>How long the server asks to wait before the next attempt.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The request goes out.</summary>
    public void Sending() => (MayHaveRun, SessionGone, RetryAfter) = (true, false, null);

    /// <summary>The request could not be sent, or its connection broke.</summary>
    public void Broke(Exception failure) => MayHaveRun = !NotSentCheck.Is(failure);

    /// <summary>The server answered with a status.</summary>
    public void Answered(int status, HttpResponseHeaders headers, bool sessionGone)
    {
        MayHaveRun = status is 408 or >= 500 or (>= 200 and <= 299);
        SessionGone = sessionGone;
        RetryAfter = RetryAfterHeader.Of(headers, DateTimeOffset.UtcNow);
    }
}

/// <summary>The server exceeds a bound; another attempt does not help.</summary>
internal sealed class McpLimitException(string message) : McpException(message);
