using System.Text;
using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Embedded.Tests.Approvals;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Runs.Callbacks;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>
/// Push notifications: whoever asked for them is told of a task, also by another process than the one that was asked.
/// </summary>
public sealed class A2APushTests
{
    [Fact]
    public async Task Push_ThroughAPauseAndACrash_TellsEachStateSignedAndWithItsCredentials()
    {
        var asked = 0;
        await using var receiver = await RecordingServer.StartAsync(context =>
            RecordingServer.Answer(context, "", Interlocked.Increment(ref asked) == 1 ? 503 : 200));
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation });
        await using var harness = await tool.ServeAsync();
        var push = $$$"""
            {"id":"p","url":"{{{receiver.Url}}}/hook","token":"t0ken",
             "authentication":{"scheme":"Bearer","credentials":"s3cret"}}
            """;

        var started = await CallAsync(harness, "SendMessage", $$$$"""
            {"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"Go"}]},
             "configuration":{"returnImmediately":true,"taskPushNotificationConfig":{{{{push}}}}}}
            """);
        var task = A2AHost.IdOf(started);
        var paused = await ToldAsync(receiver, "TASK_STATE_AUTH_REQUIRED");
        await harness.CrashAsync();
        var known = await CallAsync(harness, "ListTaskPushNotificationConfigs", $$"""{"taskId":"{{task}}"}""");
        await CallAsync(harness, "SendMessage", A2AHost.To(task, "m2", """{"text":"approve"}"""));
        var ended = await ToldAsync(receiver, "TASK_STATE_COMPLETED");

        Assert.Equal(task, paused.Json.GetProperty("task").GetProperty("id").GetString());
        Assert.Contains("pay", paused.Json.GetProperty("task").GetProperty("status").GetRawText(), StringComparison.Ordinal);
        Assert.NotEmpty(ended.Json.GetProperty("task").GetProperty("artifacts").EnumerateArray());
        Assert.Equal(
            ("Bearer s3cret", "t0ken", "application/a2a+json"),
            (ended.Headers["Authorization"], ended.Headers["X-A2A-Notification-Token"], ended.Headers["Content-Type"]));
        Assert.StartsWith("v1,", ended.Headers["webhook-signature"], StringComparison.Ordinal);
        Assert.NotEqual(paused.Headers["webhook-id"], ended.Headers["webhook-id"]);
        var config = Assert.Single(known.GetProperty("configs").EnumerateArray());
        Assert.Equal(("p", "Bearer"), (
            config.GetProperty("id").GetString(), config.GetProperty("authentication").GetProperty("scheme").GetString()));
        Assert.DoesNotContain("s3cret", known.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_ThatIsTakenBackOrCannotBe_IsNotSent()
    {
        await using var receiver = await RecordingServer.StartAsync("");
        var tool = new GatedTool(new ToolDefinition { Approval = ApprovalKind.Confirmation });
        await using var harness = await tool.ServeAsync();
        var task = A2AHost.IdOf(await CallAsync(
            harness, "SendMessage", """{"message":{"messageId":"m","role":"ROLE_USER","parts":[{"text":"Go"}]}}"""));
        var config = $$"""{"taskId":"{{task}}","id":"p","url":"{{receiver.Url}}/hook"}""";

        await CallAsync(harness, "CreateTaskPushNotificationConfig", config);
        await CallAsync(harness, "CreateTaskPushNotificationConfig", config);
        Assert.Equal("p", (await CallAsync(harness, "GetTaskPushNotificationConfig", config)).GetProperty("id").GetString());
        await Wait.UntilAsync("the state is told", () => !receiver.Requests.IsEmpty);
        await CallAsync(harness, "DeleteTaskPushNotificationConfig", config);
        await CallAsync(harness, "DeleteTaskPushNotificationConfig", config);
        var told = receiver.Requests.Count;
        await CallAsync(harness, "SendMessage", A2AHost.To(task, "m2", """{"text":"approve"}"""));
        await harness.UntilAsync(task, run => run.CompletedAt is not null);

        Assert.Equal(-32001, await ErrorAsync(harness, "GetTaskPushNotificationConfig", config));
        Assert.Equal(-32602, await ErrorAsync(
            harness, "CreateTaskPushNotificationConfig", $$"""{"taskId":"{{task}}","url":"http://example.com/hook"}"""));
        Assert.Equal(-32004, await ErrorAsync(harness, "CreateTaskPushNotificationConfig", config));
        Assert.Equal(told, receiver.Requests.Count);
    }

    [Fact]
    public void Seal_OfACallback_OpensForItsRunAndItsKeyAlone()
    {
        var seal = Seal("k1:a-secret-of-the-tests-own");
        var text = seal.Close("r1", new RunCallback("p", new Uri("https://example.com/hook"), "a2a"));

        Assert.Equal("https://example.com/hook", seal.Open("r1", text)!.Url.ToString());
        Assert.Null(seal.Open("r2", text));
        Assert.Null(Seal("k1:another-secret-of-the-tests").Open("r1", text));
        Assert.Null(Seal("k2:a-secret-of-the-tests-own").Open("r1", text));
        Assert.Null(seal.Open("r1", "k1.nonsense"));
    }

    private static CallbackSeal Seal(string keys)
    {
        var links = new LinkKeys(SigningKey.ParseAll(LinkKeys.Setting, keys));
        return new CallbackSeal(links, new WebhookKeys(new Settings(), links));
    }

    private static async Task<RecordedRequest> ToldAsync(RecordingServer receiver, string state) => await Wait.ForAsync(
        state, () => Task.FromResult(receiver.Requests.Skip(1).FirstOrDefault(
            request => A2AHost.StateOf(request.Json.GetProperty("task")) == state)));

    private static async Task<JsonElement> CallAsync(RunHarness harness, string method, string parameters)
    {
        var body = await AnswerAsync(harness, method, parameters);
        return body.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException(body.GetRawText());
    }

    private static async Task<int> ErrorAsync(RunHarness harness, string method, string parameters) =>
        (await AnswerAsync(harness, method, parameters)).GetProperty("error").GetProperty("code").GetInt32();

    private static async Task<JsonElement> AnswerAsync(RunHarness harness, string method, string parameters)
    {
        var site = harness.Services.GetRequiredService<PublicAddress>().Value;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{site}/api/teams/team/a2a")
        {
            Content = new StringContent(A2AHost.Frame(method, parameters), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("A2A-Version", "1.0");
        return (await ApiHost.ReadAsync(await http.SendAsync(request))).Body;
    }
}
