using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness.Events;

/// <summary>Something of an event stream: an event with its <c>id:</c>, or a delta without.</summary>
public sealed record Happened(string? Id, string Type, JsonElement Value)
{
    public string? Words => Type == "ContentDelta" ? Value.Text("data", "text") : null;

    public override string ToString() => Words is null
        ? $"{Id} {Type}"
        : $"a{Value.At("data", "attempt").GetInt32()} @{Value.At("data", "offset").GetInt32()} {Words}";
}

/// <summary>Reads an event stream line by line, deltas too.</summary>
public static class LiveReading
{
    /// <summary>Opens a run's stream.</summary>
    public static Task<HttpResponseMessage> FollowAsync(this ApiClient api, string runId, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return api.SendLiveAsync(request);
    }

    /// <summary>Sends a request that is answered with a stream.</summary>
    public static async Task<HttpResponseMessage> SendLiveAsync(this ApiClient api, HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Add("Accept", "text/event-stream");
            var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return response;
        }
    }

    /// <summary>What comes, until the stream ends or breaks.</summary>
    public static async IAsyncEnumerable<Happened> ReadAsync(this HttpResponseMessage response)
    {
        using var deadline = new CancellationTokenSource(Wait.Deadline);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        var fields = new Dictionary<string, string>();
        while (await LineAsync(reader, deadline.Token) is { } line)
        {
            if (line.Length > 0)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0) fields[line[..colon]] = line[(colon + 1)..].Trim();
            }
            else if (fields.Remove("data", out var data))
            {
                yield return new Happened(fields.GetValueOrDefault("id"), fields["event"], JsonText.Parse(data));
                fields.Clear();
            }
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
