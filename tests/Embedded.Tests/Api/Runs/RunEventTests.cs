using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class RunEventTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Events_FinishedRun_AreSentAndTheStreamEnds()
    {
        var runId = await FinishedAsync();
        var events = await StreamAsync($"runs/{runId}/events");
        Assert.Equal([1L, 2L], events.Select(item => item.Id));
        Assert.Equal(["RunStarted", "RunCompleted"], events.Select(item => item.Type));
        Assert.All(events, item => Assert.Equal(item.Id, item.Data.GetProperty("sequence").GetInt64()));
        Assert.Equal(["sequence", "type", "runId", "memberRunId", "memberId", "at", "data"], events[0].Data.EnumerateObject()
            .Select(member => member.Name));
    }

    [Theory]
    [InlineData("?after=1", null)]
    [InlineData("", "1")]
    [InlineData("?after=0", "1")]
    public async Task Events_Resumed_StartAfterWhatWasSeen(string query, string? lastEventId)
    {
        var runId = await FinishedAsync();
        var events = await StreamAsync($"runs/{runId}/events{query}", lastEventId);
        Assert.Equal(2L, Assert.Single(events).Id);
    }

    [Theory]
    [InlineData("?after=2", null, 204)]
    [InlineData("", "2", 204)]
    [InlineData("?after=99", null, 204)]
    [InlineData("?after=1", null, 200)]
    public async Task Events_FinishedRun_ToAReaderThatHasThemAll_Is204SoThatBrowsersStop(
        string query, string? lastEventId, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{await FinishedAsync()}/events{query}");
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var response = await api.Http.SendAsync(request);
        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task Events_RunStillGoing_ComeAsTheyHappen()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        using var response = await api.Http.GetAsync(
            new Uri($"runs/{runId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync()
            .GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("1", "RunStarted"), (events.Current.EventId, events.Current.EventType));
        await api.Store.EndedAsync(runId, RunStatus.Failed);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("2", "RunFailed"), (events.Current.EventId, events.Current.EventType));
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task Events_NothingHappens_ACommentSaysThatTheStreamIsOpen()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{runId}/events?after=1");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(": waiting", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());
        await api.Store.EndedAsync(runId);
        Assert.Equal("id: 2", await reader.ReadLineAsync());
        Assert.Equal("event: RunCompleted", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Events_AcceptJson_ArePagesWhoseCursorGoesOn()
    {
        var runId = await FinishedAsync();
        var first = await PageAsync($"runs/{runId}/events?limit=1");
        Assert.Equal(1, first.GetProperty("items")[0].GetProperty("sequence").GetInt64());
        var cursor = first.GetProperty("cursor").GetString();
        Assert.Equal("1", cursor);
        var second = await PageAsync($"runs/{runId}/events?limit=1&after={cursor}");
        Assert.Equal(2, second.GetProperty("items")[0].GetProperty("sequence").GetInt64());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("cursor").ValueKind);
    }

    [Fact]
    public async Task Events_HostStops_TheStreamEnds()
    {
        var own = new ApiHost();
        await own.InitializeAsync();
        try
        {
            var runId = await own.StartAsync();
            using var response = await own.Http.GetAsync(
                new Uri($"runs/{runId}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            var rest = response.Content.ReadAsStringAsync();
            await own.Host.StopAsync();
            await rest;
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private async Task<string> FinishedAsync()
    {
        var runId = await api.StartAsync();
        await api.Store.RunningAsync(runId);
        await api.Store.EndedAsync(runId);
        return runId;
    }

    private async Task<JsonElement> PageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var (status, page) = await ApiHost.ReadAsync(await api.Http.SendAsync(request));
        Assert.Equal(200, status);
        return page;
    }

    private async Task<List<(long Id, string Type, JsonElement Data)>> StreamAsync(string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var response = await api.Http.SendAsync(request);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).Enumerate();
        return
        [
            .. events.Select(item => (long.Parse(item.EventId!, null), item.EventType, JsonSerializer.Deserialize<JsonElement>(
                item.Data)))
        ];
    }
}
