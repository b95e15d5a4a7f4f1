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

    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Stream_WhileAModelSpeaks_HasItsWordsAsTheyCome(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = _ => ChatAnswer.Say("Hello there");
        stage.Chat.Streams = true;
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Chat.Speaking = (_, part, cancelled) => part == 1 ? heard.Task.WaitAsync(cancelled) : Task.CompletedTask;

        using var start = new HttpRequestMessage(HttpMethod.Post, "teams/newsroom/runs")
        {
            Content = new StringContent("""{"message":"Go"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await stage.Api.SendLiveAsync(start);
        var all = new List<Happened>();
        await foreach (var one in response.ReadAsync())
        {
            all.Add(one);
            // The model says no more before its first words were heard.
            if (one.Words is not null) heard.TrySetResult();
        }

        Assert.Equal("Hello there", string.Concat(all.Select(one => one.Words)));
        Assert.All(all, one => Assert.Equal(one.Words is null, one.Id is not null));
        Assert.Equal("Hello there", all.Single(one => one.Type == "ModelCallCompleted").Value.Text("data", "text"));
        var page = (await stage.Api.GetAsync($"runs/{all[0].Value.Text("runId")}/events?include=none")).Expect(200).Body;
        Assert.DoesNotContain("ContentDelta", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello there", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_HostKilledWhileAModelSpeaks_GoesOnWithTheNextAttempt()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        stage.Chat.Answers = _ => ChatAnswer.Say("Hello there");
        stage.Chat.Streams = true;
        stage.Chat.Speaking = (request, part, cancelled) => part == 1 && request.Number == stage.Chat.Requests[0].Number
            ? Task.Delay(Timeout.Infinite, cancelled)
            : Task.CompletedTask;
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var (words, last) = ("", "");
        using (var first = await stage.Api.FollowAsync(runId))
        {
            await foreach (var one in first.ReadAsync())
            {
                last = one.Id ?? last;
                if (one.Words is null) continue;
                words = one.ToString();
                break;
            }
        }

        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();
        List<Happened> rest = [];
        using (var back = await stage.Api.FollowAsync(runId, last))
        {
            await foreach (var one in back.ReadAsync()) rest.Add(one);
        }

        Assert.Equal("a1 @0 Hello", words);
        Assert.Equal(long.Parse(last) + 1, long.Parse(rest.First(one => one.Id is not null).Id!));
        Assert.Equal("a2 @0", rest.First(one => one.Words is not null).ToString()[..5]);
        Assert.Equal("Hello there", string.Concat(rest.Select(one => one.Words)));
        Assert.Equal("completed", (await stage.Api.UntilAsync(runId, "completed")).Text("status"));
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
