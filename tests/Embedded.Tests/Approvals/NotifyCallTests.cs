using System.Text.Json;
using DurableTeams.Approvals.Links;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Runs.Activities;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class NotifyCallTests : IAsyncLifetime
{
    private const string Old = "0123456789abcdef";
    private const string New = "fedcba9876543210";

    private readonly Inbox _inbox = new();
    private string _id = "";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _inbox.DisposeAsync();

    [Fact]
    public async Task Call_Accepted_TellsSignedWithTheLinksAndSaysSoWithoutThePath()
    {
        await using var server = await RecordingServer.StartAsync("ok", 204);
        var call = await ArrangeAsync(
            new ApproveDefinition { Notify = server.Url + "/${HOOK}?token=${HOOK}" }, ("HOOK", "hush-hush"));

        Assert.False((await call(1, false)).TryAgain);

        var request = server.Single;
        Assert.Equal("/hush-hush?token=hush-hush", request.Target);
        Assert.True(Webhook.IsGenuine(request, New));
        Assert.True(Webhook.IsGenuine(request, Old));
        Assert.False(Webhook.IsGenuine(request, "another-secret-16"));
        Assert.False(Webhook.IsGenuine(request with { Body = request.Body + " " }, New));
        Assert.True(Webhook.IsStandard(request, New));
        Assert.True(Webhook.IsStandard(request, Old));
        Assert.False(Webhook.IsStandard(request, "another-secret-16"));
        Assert.Equal(request.Headers["webhook-id"], request.Headers["Idempotency-Key"]);
        Assert.DoesNotContain('.', request.Headers["webhook-id"]);
        Assert.Equal("requirement.created", request.Json.GetProperty("type").GetString());
        var requirement = request.Json.GetProperty("requirement");
        Assert.Equal(_id, requirement.GetProperty("requirementId").GetString());
        Assert.StartsWith(
            $"https://teams.example.com/api/approvals/{_id}/callback?decision=approve&",
            requirement.GetProperty("links").GetProperty("approve").GetString(),
            StringComparison.Ordinal);
        var entry = Assert.Single(await _inbox.Store.ListAuditAsync(_id), entry => entry.Action == AuditActions.Notified);
        Assert.Equal(new Uri(server.Url).GetLeftPart(UriPartial.Authority), entry.Data!.Value.GetProperty("address").GetString());
        Assert.DoesNotContain("hush", JsonSerializer.Serialize(await _inbox.Store.ListAuditAsync(_id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_FailsThenAccepts_IsTriedAgainWithTheSameIdUntilTold()
    {
        var statuses = new Queue<int>([500, 404, 302, 429, 200]);
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return RecordingServer.Answer(context, "", statuses.Dequeue());
        });
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url });

        for (var attempt = 1; attempt <= 4; attempt++)
            Assert.Equal(new NotifyResult(TryAgain: true, 7_000), await call(attempt, false));
        Assert.False((await call(5, false)).TryAgain);
        // An attempt whose result was lost comes once more.
        Assert.False((await call(5, false)).TryAgain);

        Assert.Equal(5, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task Call_ConnectionBreaks_IsTriedAgain()
    {
        await using var server = await RecordingServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url });
        Assert.True((await call(1, false)).TryAgain);
    }

    [Fact]
    public async Task Call_DecidedMeanwhile_TellsNobody()
    {
        await using var server = await RecordingServer.StartAsync("", 500);
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url });
        Assert.True((await call(1, false)).TryAgain);
        await _inbox.Store.DecideAsync("r1", [new DecisionRecord(_id, "reject", DateTimeOffset.UtcNow)]);
        Assert.False((await call(2, false)).TryAgain);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_Gone_EndsAndSaysSo()
    {
        await using var server = await RecordingServer.StartAsync("", 410);
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url });
        Assert.False((await call(1, false)).TryAgain);
        Assert.Contains("410", Refusal(await _inbox.Store.ListAuditAsync(_id)), StringComparison.Ordinal);
        await call(2, false);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("http://hooks.example/hush", "https")]
    [InlineData("https://169.254.169.254/hush", "link-local")]
    [InlineData("https://[fd00::1]/hush", "unique-local")]
    public async Task Call_AddressThatMayNotBeCalled_EndsAndSaysWhy(string address, string why)
    {
        var call = await ArrangeAsync(new ApproveDefinition { Notify = address });
        Assert.False((await call(1, false)).TryAgain);
        var refusal = Refusal(await _inbox.Store.ListAuditAsync(_id));
        Assert.Contains(why, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Escalated_TellsTheSecondOneOrTheFirstAgain()
    {
        await using var first = await RecordingServer.StartAsync("");
        await using var second = await RecordingServer.StartAsync("");
        var call = await ArrangeAsync(new ApproveDefinition { Notify = first.Url, EscalateTo = second.Url });
        await call(1, false);
        await call(1, true);
        Assert.Equal("requirement.created", first.Single.Json.GetProperty("type").GetString());
        Assert.Equal("requirement.escalated", second.Single.Json.GetProperty("type").GetString());
        Assert.NotEqual(first.Single.Headers["webhook-id"], second.Single.Headers["webhook-id"]);
    }

    [Fact]
    public async Task Call_EscalatedWithoutASecondOne_TellsTheFirstAgain()
    {
        await using var server = await RecordingServer.StartAsync("");
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url });
        await call(1, false);
        await call(1, true);
        Assert.Equal(
        [
            "requirement.created", "requirement.escalated"
        ], server.Requests.Select(request => request.Json.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Call_VariableNotSet_IsTriedAgain()
    {
        var call = await ArrangeAsync(new ApproveDefinition { Notify = "https://${NOT_THERE}/x" });
        Assert.True((await call(1, false)).TryAgain);
    }

    [Fact]
    public async Task Call_KeysOfNotificationsSet_SignsWithThemAlone()
    {
        await using var server = await RecordingServer.StartAsync("");
        var call = await ArrangeAsync(
            new ApproveDefinition { Notify = server.Url }, (WebhookKeys.Setting, "hook:a-secret-for-receivers"));
        await call(1, false);
        Assert.True(Webhook.IsGenuine(server.Single, "a-secret-for-receivers"));
        Assert.False(Webhook.IsGenuine(server.Single, New));
        Assert.DoesNotContain("sig=hook", server.Single.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_NoKeys_TellsUnsignedAndWithoutLinks()
    {
        await using var server = await RecordingServer.StartAsync("");
        var call = await ArrangeAsync(new ApproveDefinition { Notify = server.Url }, (LinkKeys.Setting, ""));
        await call(1, false);
        Assert.DoesNotContain("webhook-signature", server.Single.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(JsonValueKind.Null, server.Single.Json.GetProperty("requirement").GetProperty("links").ValueKind);
    }

    [Fact]
    public async Task Call_NobodyToTell_Ends()
    {
        var call = await ArrangeAsync(new ApproveDefinition());
        Assert.False((await call(1, false)).TryAgain);
    }

    [Fact]
    public async Task Call_Slack_PostsBlocksWithLinks()
    {
        await using var server = await RecordingServer.StartAsync("ok", contentType: "text/plain");
        var call = await ArrangeAsync(
            new ApproveDefinition { Notify = NotifyTarget.Slack(server.Url + "/services/${HOOK}") }, ("HOOK", "hush-hush"));

        Assert.False((await call(1, false)).TryAgain);

        Assert.Equal("/services/hush-hush", server.Single.Target);
        Assert.Equal("application/json", server.Single.Headers["Content-Type"]);
        Assert.DoesNotContain("webhook-signature", server.Single.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        var buttons = server.Single.Json.GetProperty("blocks").EnumerateArray()
            .Single(block => block.GetProperty("type").ValueEquals("actions")).GetProperty("elements");
        Assert.StartsWith(
            $"https://teams.example.com/api/approvals/{_id}/callback?decision=approve&",
            buttons[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        var entry = Assert.Single(await _inbox.Store.ListAuditAsync(_id), entry => entry.Action == AuditActions.Notified);
        Assert.Equal("slack", entry.Data!.Value.GetProperty("format").GetString());
        Assert.DoesNotContain("hush", JsonSerializer.Serialize(await _inbox.Store.ListAuditAsync(_id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_TeamsRefusesThenAccepts_PostsTheSameCard()
    {
        var statuses = new Queue<int>([429, 202]);
        await using var server = await RecordingServer.StartAsync(context => RecordingServer.Answer(
            context, "", statuses.Dequeue()));
        var call = await ArrangeAsync(new ApproveDefinition { Notify = NotifyTarget.Teams(server.Url + "/workflows/1") });

        Assert.True((await call(1, false)).TryAgain);
        Assert.False((await call(2, false)).TryAgain);

        Assert.Single(server.Requests.Select(request => request.Body).Distinct());
        var card = server.Requests.First().Json.GetProperty("attachments")[0].GetProperty("content");
        Assert.Equal("AdaptiveCard", card.GetProperty("type").GetString());
        Assert.Equal(
            ["Approve", "Reject", "Open"],
            card.GetProperty("actions").EnumerateArray().Select(one => one.GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData("slack")]
    [InlineData("teams")]
    public async Task Call_ChatAddressThatMayNotBeCalled_EndsAndSaysWhy(string format)
    {
        var target = new NotifyTarget(Enum.Parse<NotifyFormat>(format, ignoreCase: true), "https://169.254.169.254/hush");
        var call = await ArrangeAsync(new ApproveDefinition { Notify = target });
        Assert.False((await call(1, false)).TryAgain);
        Assert.Contains("link-local", Refusal(await _inbox.Store.ListAuditAsync(_id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_MailWithoutAServer_IsTriedAgain()
    {
        var call = await ArrangeAsync(new ApproveDefinition { Notify = NotifyTarget.Mail("ann@example.com") });
        Assert.True((await call(1, false)).TryAgain);
    }

    private static string Refusal(IReadOnlyList<AuditEntry> audit) =>
        Assert.Single(audit, entry => entry.Action == AuditActions.Refused).Data!.Value.GetRawText();

    private async Task<Func<int, bool, Task<NotifyResult>>> ArrangeAsync(
        ApproveDefinition approve, params (string Name, string Value)[] variables)
    {
        _inbox.Team = Inbox.Define(approve: approve);
        // The last of a name counts.
        _inbox.Variables =
        [
            (LinkKeys.Setting, $"new:{New},old:{Old}"), (PublicAddress.Setting, "https://teams.example.com"), .. variables
        ];
        _id = await _inbox.PausedAsync("r1");
        var activity = _inbox.Get<NotifyCallActivity>();
        return (attempt, escalated) => activity.RunAsync(null!, new NotifyInput("r1", _id, escalated, attempt));
    }
}
