using System.Diagnostics;
using System.Globalization;
using DurableTeams.Services.Events;

namespace DurableTeams.Bench;

/// <summary>A reader of a run that knows when each word was said: a word is the time stamp of its saying.</summary>
internal sealed class LiveMeter(string runId)
{
    public List<double> Milliseconds { get; } = [];

    public int Deltas { get; private set; }

    public bool HasBegun { get; private set; }

    public async Task ReadAsync(RunFollower follower)
    {
        await foreach (var happened in follower.FollowAsync(runId, 0, EventParts.Deltas))
        {
            HasBegun |= happened.Events.Count > 0;
            foreach (var delta in happened.Deltas) Heard(delta.Data.Text);
        }
    }

    public async Task ReadAsync(HttpClient http)
    {
        await Task.Yield();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events?include=deltas");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            HasBegun |= line.StartsWith("id:", StringComparison.Ordinal);
            const string before = "\"text\":\"";
            if (line.IndexOf(before, StringComparison.Ordinal) is var at && at < 0) continue;
            Heard(line[(at + before.Length)..line.IndexOf('"', at + before.Length)]);
        }
    }

    private void Heard(string text)
    {
        var now = Stopwatch.GetTimestamp();
        Deltas++;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Milliseconds.Add(Stopwatch.GetElapsedTime(long.Parse(word, CultureInfo.InvariantCulture), now).TotalMilliseconds);
    }
}
