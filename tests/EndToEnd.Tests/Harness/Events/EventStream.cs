using System.Text.Json;

namespace DurableTeams.EndToEnd.Tests.Harness.Events;

/// <summary>
/// Follows a run's events by SSE in the background, over any number of broken connections: each next one resumes with
/// <c>Last-Event-ID</c>, as a browser would.
/// </summary>
public sealed class EventStream(string runId)
{
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _events = [];
    private Task<bool> _reading = Task.FromResult(false);

    /// <summary>What has arrived, in order of arrival.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get { lock (_gate) return [.. _events]; }
    }

    /// <summary>Connects, or connects again after the host was gone.</summary>
    public async Task ConnectAsync(ApiClient api)
    {
        await _reading;
        _reading = Task.Run(() => ReadAsync(api));
    }

    /// <summary>Waits until the server ends the stream.</summary>
    public async Task EndAsync()
    {
        Assert.True(await Wait.ThatAsync($"the event stream of {runId} ends", _reading), "the event stream broke off");
    }

    /// <summary>Waits until the stream is over, ended by the server or broken.</summary>
    public Task ClosedAsync() => Wait.ThatAsync($"the event stream of {runId} closes", _reading);

    /// <summary>True when the server ended the stream, false when the connection broke.</summary>
    private async Task<bool> ReadAsync(ApiClient api)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
            request.Headers.Add("Accept", "text/event-stream");
            var known = Events;
            if (known.Count > 0) request.Headers.Add("Last-Event-ID", known[^1].Text("sequence"));
            using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            // The run has ended, and this reader has all of it.
            if (known.Count > 0 && (int)response.StatusCode == 204) return true;
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            await using var body = await response.Content.ReadAsStreamAsync();
            await foreach (var data in SseReader.ReadAsync(body))
            {
                lock (_gate) _events.Add(data);
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
