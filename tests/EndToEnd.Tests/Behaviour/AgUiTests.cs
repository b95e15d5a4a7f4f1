using System.Net.ServerSentEvents;
using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>A team as an agent of AG-UI, on each host; the official client is tested in tests/Protocols.Tests.</summary>
public sealed class AgUiTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnFunctions]
    public async Task Agui_InterruptAndResume_EndsWithTheAnswer(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);
        var thread = Guid.NewGuid().ToString("N");
        var messages = new object[] { new { id = "u1", role = "user", content = "Go" } };

        var asked = (await SayAsync(stage.Api, new { threadId = thread, runId = thread, messages }))[^1];
        var interrupt = Assert.Single(asked.At("outcome").Items("interrupts")).Text("id");
        var ended = (await SayAsync(stage.Api, new
        {
            threadId = thread,
            runId = thread + "2",
            messages,
            resume = new[] { new { interruptId = interrupt, status = "resolved", payload = new { approved = true } } },
        }))[^1];

        Assert.Equal(("RUN_FINISHED", "success"), (ended.Text("type"), ended.At("outcome").Text("type")));
        Assert.Equal(Newsroom.Answer, ended.At("result").Text("text"));
    }

    private static async Task<List<JsonElement>> SayAsync(ApiClient api, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "teams/newsroom/agui");
        request.Content = new StringContent(JsonSerializer.Serialize(body));
        using var response = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        List<JsonElement> events = [];
        await foreach (var one in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
            events.Add(JsonText.Parse(one.Data));
        return events;
    }
}
