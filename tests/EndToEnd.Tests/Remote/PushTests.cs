using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Remote;

/// <summary>Members whose work is sent to an address, which answers at once or calls back.</summary>
public sealed class PushTests(ITestOutputHelper output)
{
    private const string Secret = "a-secret-of-the-tests-own";

    private async Task<Stage> OpenAsync(RecordingServer reviewer) => await Stage.OpenAsync(output, stage =>
    {
        stage.Folder.Environment["DURABLETEAMS_ALLOWED_NETWORKS"] = "127.0.0.0/8";
        stage.Folder.Environment["DURABLETEAMS_LINK_KEYS"] = "k1:another-secret-of-the-tests";
        stage.Folder.Environment["DURABLETEAMS_WEBHOOK_KEYS"] = "w1:" + Secret;
        stage.Folder.Write("desk.yaml", $$"""
            id: desk
            mode: sequential
            members:
              - { id: reviewer, role: Reviews, remote: { url: "{{reviewer.Url}}/review" } }
            """);
    });

    [Fact]
    public async Task Push_AnswerAtOnce_IsSignedAndEndsTheRun()
    {
        await using var reviewer = await RecordingServer.StartAsync("""{"output":"Looks good"}""");
        await using var stage = await OpenAsync(reviewer);

        var runId = await stage.Api.StartRunAsync("desk", "Review it");
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("Looks good", run.Text("output", "text"));
        Assert.True(Webhook.IsGenuine(reviewer.Single, Secret));
        Assert.True(Webhook.IsStandard(reviewer.Single, Secret));
        var order = JsonText.Parse(reviewer.Single.Body);
        Assert.Equal(("Review it", "reviewer"), (order.Text("task"), order.Text("memberId")));
        Assert.Equal(order.Text("traceparent"), reviewer.Single.Headers["traceparent"]);
    }

    [Fact]
    public async Task Push_RefusedAtFirstAndCalledBackAfterAKill_IsDoneOnce()
    {
        var asked = 0;
        await using var reviewer = await RecordingServer.StartAsync(context =>
            RecordingServer.Answer(context, "", Interlocked.Increment(ref asked) == 1 ? 503 : 202));
        await using var stage = await OpenAsync(reviewer);
        var runId = await stage.Api.StartRunAsync("desk", "Review it");
        await Wait.UntilAsync("the work is sent twice", () => reviewer.Requests.Count >= 2);
        var orders = reviewer.Requests.Select(request => JsonText.Parse(request.Body)).ToList();
        Assert.Equal(orders[0].Text("token"), orders[1].Text("token"));

        await stage.KillAsync();
        await stage.StartHostAsync();
        stage.Traffic.Thaw();

        // The address of the killed host is another one; what follows it is the same.
        var callback = orders[1].Text("callback")!;
        var path = callback[(callback.IndexOf("/api/", StringComparison.Ordinal) + 5)..];
        Assert.Equal(
            "invalidToken", (await stage.Api.PostAsync(path + "x", new { output = "No" })).ExpectProblem(403).Json.Text("code"));
        (await stage.Api.PostAsync(path, new { output = "Looks good" })).Expect(200);
        (await stage.Api.PostAsync(path, new { output = "Looks good" })).Expect(200);
        Assert.Equal(
            "alreadyCompleted", (await stage.Api.PostAsync(path, new { output = "No" })).ExpectProblem(409).Json.Text("code"));
        Assert.Equal("Looks good", (await stage.Api.UntilAsync(runId, "completed")).Text("output", "text"));
        // The killed host may have sent it without knowing of the answer: receivers tell that by the id.
        Assert.Single(reviewer.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Single(reviewer.Requests.Select(request => JsonText.Parse(request.Body).Text("token")).Distinct());
    }
}
