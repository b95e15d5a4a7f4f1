using System.Text;
using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>Reads server-sent events that are the contract's: the id is the sequence number, the data an event as JSON.</summary>
public static class SseReader
{
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream body)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        var id = "";
        var data = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length == 0) continue;
                var value = JsonText.Parse(data.ToString());
                Assert.Equal(id, value.Text("sequence"));
                yield return value;
                data.Clear();
            }
            else if (line.StartsWith("id:", StringComparison.Ordinal))
            {
                id = line[3..].Trim();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(line.AsSpan(5).TrimStart());
            }
        }
    }
}
