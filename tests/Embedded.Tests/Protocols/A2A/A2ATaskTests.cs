using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>Tasks as they are listed, followed and read.</summary>
public sealed class A2ATaskTests(A2AHost a2a) : IClassFixture<A2AHost>
{
    [Fact]
    public async Task List_OfAContext_HasWhatChangedLastFirstAndPages()
    {
        var runs = new List<string>();
        for (var i = 0; i < 3; i++) runs.Add(await StartAsync("pages"));
        await a2a.Api.Store.PausedAsync(runs[0]);

        var first = await a2a.CallAsync("ListTasks", """{"contextId":"pages","pageSize":2}""");
        var token = first.GetProperty("nextPageToken").GetString();
        var second = await a2a.CallAsync("ListTasks", $$"""{"contextId":"pages","pageSize":2,"pageToken":"{{token}}"}""");
        var (_, asking) = await a2a.Api.GetAsync(
            "teams/newsroom/a2a/tasks?A2A-Version=1.0&contextId=pages&status=TASK_STATE_AUTH_REQUIRED");

        Assert.Equal(new[] { runs[0], runs[2], runs[1] }, Ids(first).Concat(Ids(second)));
        Assert.Equal((3, ""), (first.GetProperty("totalSize").GetInt32(), second.GetProperty("nextPageToken").GetString()));
        Assert.Equal(runs.Take(1), Ids(asking));
        Assert.False(first.GetProperty("tasks")[0].TryGetProperty("artifacts", out _));
    }

    [Theory]
    [InlineData("""{"pageToken":"AAAA"}""")]
    [InlineData("""{"pageToken":"%"}""")]
    [InlineData("""{"pageSize":0}""")]
    [InlineData("""{"status":"working"}""")]
    [InlineData("""{"historyLength":-1}""")]
    [InlineData("""{"statusTimestampAfter":"now"}""")]
    public async Task List_WithWrongWords_IsRefused(string parameters) =>
        Assert.Equal((-32602, "invalidField"), await a2a.RefusedAsync("ListTasks", parameters));

    [Fact]
    public async Task Subscription_ToATaskThatWaits_GoesOnUntilItEnds()
    {
        var run = await StartAsync("followed");
        var id = await a2a.Api.Store.PausedAsync(run);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"teams/newsroom/a2a/tasks/{run}:subscribe");
        request.Headers.Add("A2A-Version", "1.0");
        using var response = await a2a.Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var begins = await NextAsync(reader);
        await NextAsync(reader);
        await a2a.Api.PostAsync($"approvals/{id}/resolve", """{"decision":"approve"}""");
        await a2a.Api.Store.EndedAsync(run, output: "It is sent.");
        List<JsonElement> told = [];
        while (await NextAsync(reader) is { } one) told.Add(one);

        Assert.Equal("TASK_STATE_AUTH_REQUIRED", A2AHost.StateOf(begins!.Value.GetProperty("task")));
        Assert.Equal("TASK_STATE_COMPLETED", A2AHost.StateOf(told[^1].GetProperty("statusUpdate")));
        var answer = told[^2].GetProperty("artifactUpdate");
        Assert.Equal(
            ("It is sent.", true),
            (answer.GetProperty("artifact").GetProperty("parts")[0].GetProperty("text").GetString(),
                answer.GetProperty("lastChunk").GetBoolean()));
    }

    [Fact]
    public async Task History_OfATask_IsAsLongAsWanted()
    {
        var run = await StartAsync("history");
        var id = await a2a.Api.Store.PausedAsync(run);
        await a2a.Api.PostAsync($"approvals/{id}/resolve", """{"decision":"reject","note":"Not now.","by":"ann"}""");
        await a2a.Api.Store.EndedAsync(run);

        Assert.Equal([run + ".input", id, id + ".decision"], await HistoryAsync(""));
        Assert.Equal([id + ".decision"], await HistoryAsync("?historyLength=1"));
        Assert.Empty(await HistoryAsync("?historyLength=0"));

        async Task<IEnumerable<string?>> HistoryAsync(string query)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"teams/newsroom/a2a/tasks/{run}{query}");
            request.Headers.Add("A2A-Version", "1.0");
            var (_, task) = await ApiHost.ReadAsync(await a2a.Api.Http.SendAsync(request));
            return task.TryGetProperty("history", out var history)
                ? history.EnumerateArray().Select(one => one.GetProperty("messageId").GetString())
                : [];
        }
    }

    private Task<string> StartAsync(string context) => a2a.Api.StartAsync($$"""{"message":"hi","sessionId":"{{context}}"}""");

    private static IEnumerable<string> Ids(JsonElement list) =>
        list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()!);

    private static async Task<JsonElement?> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonElement.Parse(line[6..]);
        }

        return null;
    }
}
