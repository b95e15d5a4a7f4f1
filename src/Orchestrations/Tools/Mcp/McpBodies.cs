using System.Globalization;
using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Tools.Mcp;

/// <summary>Reads the bodies of MCP answers up to a bound.</summary>
internal static class McpBodies
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    /// <summary>Whether the answer is a stream of events.</summary>
    public static bool IsEvents(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == Events;

    /// <summary>Whether the answer is JSON.</summary>
    public static bool IsJson(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == Json;

    /// <summary>The start of an error's body.</summary>
    public static async Task<byte[]> ReadErrorAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new byte[McpLimits.ErrorBytes];
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false)];
        }
    }

    /// <summary>Bounds the body. JSON is read here, events as they come; other bodies are not read.</summary>
    /// <exception cref="McpLimitException">The JSON is too long, and is not the result of a call, which could be
    /// cut.</exception>
    public static async Task BoundAsync(
        HttpRequestMessage request, HttpResponseMessage response, McpExchange? exchange, CancellationToken cancellationToken)
    {
        // A part of a list or handshake is useless; a part of a call's result is not.
        var isCall = exchange?.IdempotencyKey is not null;
        var id = isCall ? await IdAsync(request, cancellationToken).ConfigureAwait(false) : null;
        if (IsEvents(response))
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            Replace(response, new StreamContent(new McpEventStream(stream, exchange, isCall, id)));
        }
        else if (IsJson(response))
        {
            Replace(response, new ByteArrayContent(
                await ReadJsonAsync(response.Content, exchange, isCall, id, cancellationToken).ConfigureAwait(false)));
        }
        else
        {
            Replace(response, new ByteArrayContent([]));
        }
    }

    /// <summary>Puts another body into an answer.</summary>
    public static void Replace(HttpResponseMessage response, HttpContent content)
    {
        content.Headers.ContentType = response.Content.Headers.ContentType;
        response.Content = content;
    }

    private static async Task<byte[]> ReadJsonAsync(
        HttpContent content, McpExchange? exchange, bool isCall, string? id, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var read = new MemoryStream();
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                read.Write(buffer, 0, count);
                if (read.Length <= McpLimits.AnswerBytes) continue;
                if (exchange is not null) exchange.TooLong = true;
                return isCall ? End(read.ToArray(), id) : throw new McpLimitException(TooLong());
            }

            return read.ToArray();
        }
    }

    /// <summary>The error of an answer that is too long.</summary>
    public static string TooLong() =>
        string.Create(CultureInfo.InvariantCulture, $"it answered more than {McpLimits.AnswerBytes} bytes");

    private static byte[] End(byte[] read, string? id)
    {
        var cut = new JsonTruncator();
        var at = McpLimits.AnswerBytes;
        cut.Pass(read.AsSpan(0, at));
        while (!cut.CanEnd && at < read.Length) cut.Pass(read[at++]);
        return cut.CanEnd ? [.. read.AsSpan(0, at), .. cut.End(McpLimits.AnswerBytes, id)] : [];
    }

    private static async Task<string?> IdAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null) return null;
        using var message = JsonDocument.Parse(
            await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        return message.RootElement.TryGetProperty("id", out var id) ? id.GetRawText() : null;
    }
}
