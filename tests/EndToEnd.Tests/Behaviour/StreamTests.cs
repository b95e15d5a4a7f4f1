using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using DurableTeams.EndToEnd.Tests.Kills;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>A run's events, as they happen.</summary>
public sealed class StreamTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Stream_BrokenAndTakenUpAgain_HasEachEventOnceAndEndsWithTheRun(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);
        var first = await FirstAsync(stage.Api, runId, 3);

        var stream = new EventStream(runId);
        await stream.ConnectAsync(stage.Api);
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await stream.EndAsync();
        await EventAudit.AssertAsync(stage.Api, runId, stream.Events);

        Assert.Equal(stream.Events.Take(3).Select(one => one.GetRawText()), first.Select(one => one.GetRawText()));
        var rest = new List<JsonElement>();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", first[^1].Text("sequence"));
        using var response = await stage.Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await foreach (var one in SseReader.ReadAsync(await response.Content.ReadAsStreamAsync())) rest.Add(one);
        Assert.Equal(stream.Events.Skip(3).Select(one => one.Text("sequence")), rest.Select(one => one.Text("sequence")));
    }

    // Hangs up in the middle.
    private static async Task<List<JsonElement>> FirstAsync(ApiClient api, string runId, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events");
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var events = new List<JsonElement>();
        await foreach (var one in SseReader.ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            events.Add(one);
            if (events.Count == count) break;
        }

        return events;
    }
}
