using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace DurableTeams.Tools.Mcp;

/// <summary>Recognises the answer of a server that knows <c>server/discover</c>.</summary>
internal static class McpDiscovery
{
    /// <summary>
    /// The answer, as JSON. Null for anything else: another status, another type, no message with the request's id, a result
    /// without versions.
    /// </summary>
    public static async Task<HttpResponseMessage?> ReadAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (request.Content is null) return null;
        using var asked = JsonDocument.Parse(await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (!asked.RootElement.TryGetProperty("id", out var id)) return null;
        await McpBodies.BoundAsync(request, response, null, cancellationToken).ConfigureAwait(false);
        await foreach (var text in MessagesAsync(response, cancellationToken).ConfigureAwait(false))
        {
            if (!Answers(text, id)) continue;
            return new HttpResponseMessage(response.IsSuccessStatusCode ? HttpStatusCode.OK : HttpStatusCode.BadRequest)
            {
                RequestMessage = request,
                Content = new StringContent(text, Encoding.UTF8, "application/json"),
            };
        }

        return null;
    }

    private static async IAsyncEnumerable<string> MessagesAsync(
        HttpResponseMessage response,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (McpBodies.IsJson(response))
            yield return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (!McpBodies.IsEvents(response)) yield break;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            yield return item.Data;
    }

    private static bool Answers(string text, JsonElement id)
    {
        try
        {
            using var answer = JsonDocument.Parse(text);
            var message = answer.RootElement;
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("id", out var its)
                || its.GetRawText() != id.GetRawText())
                return false;
            // The client decides by the error's code whether the server knows the request.
            if (message.TryGetProperty("error", out var error))
                return error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out _);
            return message.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
                && result.TryGetProperty("supportedVersions", out var versions) && versions.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
