using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Sqlite;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>What is asked of a host while its storage is in trouble, and after.</summary>
internal static class StorageFault
{
    public static async Task<HttpResponseMessage> StartAsync(HttpClient http, string message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "teams/team/runs")
        {
            Content = JsonContent.Create(new { message })
        };
        request.Headers.Add("Idempotency-Key", message);
        return await http.SendAsync(request);
    }

    /// <summary>
    /// Nothing can be written, while <c>run-1</c> is paused: whatever writes is answered 503, what reads is answered as ever.
    /// </summary>
    public static async Task AssertRefusingAsync(HttpClient http, HostLife life, string reason)
    {
        await UntilHealthAsync(http, HttpStatusCode.ServiceUnavailable);
        await Wait.UntilAsync(() => life.Database.Unavailable is not null);
        Assert.Contains(reason, life.Database.Unavailable!.Message, StringComparison.OrdinalIgnoreCase);

        await AssertRefusedAsync(await http.GetAsync(new Uri("health", UriKind.Relative)));
        await AssertRefusedAsync(await StartAsync(http, "run-2"));
        var approval = new Uri(
            $"approvals/{RunIds.Requirement(RunIds.Member(World.RunId("run-1"), 2), 1, 0)}/resolve", UriKind.Relative);
        await AssertRefusedAsync(await http.PostAsJsonAsync(approval, new { decision = "approve" }));

        using var read = await http.GetAsync(new Uri($"runs/{World.RunId("run-1")}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        var run = await read.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("paused", run.GetProperty("status").GetString());
    }

    /// <summary>All is well again: what was refused was not taken, and old and new runs complete.</summary>
    public static async Task AssertRecoveringAsync(HttpClient http, HostLife life)
    {
        await UntilHealthAsync(http, HttpStatusCode.OK);
        Assert.Null(await life.Store.FindRunAsync(World.RunId("run-2")));
        foreach (var message in new[] { "run-1", "run-2" })
        {
            await life.FinishAsync(message);
            var run = await life.Store.FindRunAsync(World.RunId(message));
            Assert.Equal(RunStatus.Completed, run!.Status);
            Assert.Equal(World.Output(message), run.Output);
        }

        Assert.Empty(DatabaseMaintenance.Check(life.Database.Path));
        Assert.Equal(0, life.Database.Read(session => session.Statement("SELECT count(*) FROM tasks").QueryInt64()));
    }

    public static Task UntilHealthAsync(HttpClient http, HttpStatusCode status) =>
        Wait.UntilAsync($"health is {status}", async () =>
        {
            using var answer = await http.GetAsync(new Uri("health", UriKind.Relative));
            return answer.StatusCode == status;
        });

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("storageUnavailable", problem.GetProperty("code").GetString());
            Assert.NotEqual("", problem.GetProperty("detail").GetString());
        }
    }
}
