using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Json;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols;

/// <summary>Server-sent events that are data alone, as several protocols send them.</summary>
internal static class DataFrames
{
    /// <summary>Sends frames; a comment where there is none, which keeps connections open that carry nothing for long.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="named">Whether the frame's <c>type</c> is the name of the event, too.</param>
    public static async Task SendAsync(
        HttpResponse response, IReadOnlyList<JsonObject> frames, CancellationToken cancellationToken, bool named = false)
    {
        if (frames.Count == 0) await response.Body.WriteAsync(": waiting\n\n"u8.ToArray(), cancellationToken);
        foreach (var frame in frames)
        {
            if (named)
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"event: {frame["type"]}\n"), cancellationToken);
            await response.Body.WriteAsync("data: "u8.ToArray(), cancellationToken);
            await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(frame, ContractJson.Answers), cancellationToken);
            await response.Body.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
        }

        await response.Body.FlushAsync(cancellationToken);
    }
}
