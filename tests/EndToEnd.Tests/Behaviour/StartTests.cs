using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Harness.Events;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class StartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Start_ManyAtOnceUnderOneKey_IsOneRunAndNoTrouble()
    {
        await using var stage = await Stage.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(stage);
        for (var round = 0; round < 3; round++)
        {
            var key = ("Idempotency-Key", $"round-{round}");
            var starts = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(_ => stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go" }, key)));
            await stage.Api.UntilPausedAsync(
                Assert.Single(starts.Select(start => start.Expect(202).Json.Text("runId")!).Distinct()));
        }

        Assert.DoesNotContain("could not be scheduled", stage.Host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwiceWithOneKey_IsOneRun()
    {
        await using var stage = await OpenAsync();
        var first = await StartAsync(stage, "Go", "key-1");
        var second = await StartAsync(stage, "Go", "key-1");
        Assert.InRange(second.Status, 200, 202);
        Assert.Equal(first.Json.Text("runId"), second.Json.Text("runId"));
        await stage.Api.UntilAsync(first.Json.Text("runId")!, "completed");

        (await StartAsync(stage, "Something else", "key-1")).ExpectProblem(422);
        var other = (await StartAsync(stage, "Go", "key-2")).Expect(202);
        Assert.NotEqual(first.Json.Text("runId"), other.Json.Text("runId"));
        Assert.Equal(2, (await stage.Api.GetAsync("runs")).Json.Items("items").Count);
    }

    [Fact]
    public async Task Start_TwentyTimesAtOnceWithOneKey_IsOneRun()
    {
        await using var stage = await OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync(stage, "Go", "key-1")));

        Assert.All(answers, answer => Assert.InRange(answer.Status, 200, 202));
        var runId = Assert.Single(answers.Select(answer => answer.Json.Text("runId")!).Distinct());
        await stage.Api.UntilAsync(runId, "completed");
        Assert.Single(stage.Chat.Requests);
    }

    [Fact]
    public async Task Start_WithPreferWait_AnswersTheFinishedRun()
    {
        await using var stage = await OpenAsync();
        var response = await stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go" }, ("Prefer", "wait=20"));
        Assert.Equal("completed", response.Expect(200).Json.Text("status"));
        Assert.Equal("At once", response.Json.Text("output", "text"));
    }

    [Fact]
    public async Task Start_WithPreferWait_AnswersThePausedRun()
    {
        await using var stage = await OpenAsync();
        Newsroom.Script(stage);
        var response = await stage.Api.PostAsync("teams/newsroom/runs", new { message = "Go" }, ("Prefer", "wait=20"));
        Assert.Equal("paused", response.Expect(200).Json.Text("status"));
        Assert.Single(response.Json.Pending());
    }

    [Fact]
    public async Task Start_AskingForEvents_StreamsTheRun()
    {
        await using var stage = await OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "teams/newsroom/runs")
        {
            Content = new StringContent("""{"message":"Go"}""")
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Accept", "text/event-stream");
        using var response = await stage.Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);

        var events = new List<JsonElement>();
        await foreach (var one in SseReader.ReadAsync(await response.Content.ReadAsStreamAsync())) events.Add(one);
        Assert.Equal("RunStarted", events[0].Text("type"));
        Assert.Equal("RunCompleted", events[^1].Text("type"));
    }

    [Fact]
    public async Task Runs_AreListedNewestFirstInPages()
    {
        await using var stage = await OpenAsync();
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Insert(0, await stage.Api.StartRunAsync("newsroom", $"Go {number}"));
            await stage.Api.UntilAsync(ids[0], "completed");
        }

        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await stage.Api.GetAsync("runs?status=completed&limit=2" + (cursor is null
                ? ""
                : "&cursor=" + Uri.EscapeDataString(cursor)))).Expect(200).Json;
            listed.AddRange(page.Items("items").Select(run => run.Text("runId")!));
            cursor = page.Text("cursor");
        }
        while (cursor is not null);

        Assert.Equal(ids, listed);
        Assert.Empty((await stage.Api.GetAsync("runs?status=failed")).Expect(200).Json.Items("items"));
        Assert.Empty((await stage.Api.GetAsync("runs?teamId=nobody")).Expect(200).Json.Items("items"));
    }

    private async Task<Stage> OpenAsync()
    {
        var stage = await Stage.OpenAsync(output, Newsroom.Team);
        stage.Chat.Answers = _ => ChatAnswer.Say("At once");
        return stage;
    }

    private static Task<ApiResponse> StartAsync(Stage stage, string message, string key) =>
        stage.Api.PostAsync("teams/newsroom/runs", new { message }, ("Idempotency-Key", key));
}
