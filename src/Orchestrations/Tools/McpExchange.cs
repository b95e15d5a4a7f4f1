using System.Net.Http.Headers;
using ModelContextProtocol;

namespace DurableTeams.Tools;

/// <summary>What is known of one request to an MCP server while it is made; <see cref="McpHandler"/> writes it, since the client tells little of it.</summary>
internal sealed class McpExchange
{
    /// <summary>The one of this flow, where one is.</summary>
    public static readonly AsyncLocal<McpExchange?> Current = new();

    /// <summary>The key to send with a call; null sends none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the server may have done what it was asked: the request went out, and no answer says that nothing was done.</summary>
    public bool MayHaveRun { get; private set; }

    /// <summary>Whether the server answered that it does not know the session: nothing was done, and another session may help.</summary>
    public bool SessionGone { get; private set; }

    /// <summary>Whether the answer was longer than is read.</summary>
    public bool TooLong { get; set; }

    /// <summary>How long the server asks to wait before the next attempt.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The request goes out.</summary>
    public void Sending() => (MayHaveRun, SessionGone, RetryAfter) = (true, false, null);

    /// <summary>It could not be sent, or broke.</summary>
    public void Broke(Exception failure) => MayHaveRun = !NeverSent.Is(failure);

    /// <summary>It was answered with a status.</summary>
    public void Answered(int status, HttpResponseHeaders headers, bool sessionGone)
    {
        MayHaveRun = status is 408 or >= 500 or (>= 200 and <= 299);
        SessionGone = sessionGone;
        RetryAfter = Outbound.RetryAfter.Of(headers, DateTimeOffset.UtcNow);
    }
}

/// <summary>The server goes beyond a bound; asking again does not help.</summary>
internal sealed class McpLimitException(string message) : McpException(message);
