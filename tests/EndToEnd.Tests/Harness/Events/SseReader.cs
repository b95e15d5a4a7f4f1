using System.Net.ServerSentEvents;
using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness.Events;

/// <summary>Reads server-sent events that are the contract's: the id is the sequence number, the data an event as JSON.</summary>
public static class SseReader
{
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream body)
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync())
        {
            // Live, not history: without an id of its own.
            if (item.EventType.EndsWith("Delta", StringComparison.Ordinal)) continue;
            var value = JsonText.Parse(item.Data);
            Assert.Equal((item.EventId, item.EventType), (value.Text("sequence"), value.Text("type")));
            yield return value;
        }
    }
}
