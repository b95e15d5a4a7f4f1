using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Embedded.Tests.Approvals;

public sealed class NotifyRunTests
{
    [Fact]
    public async Task GatedCall_Notify_IsToldOnceItAnswersWithLinksThatLeadBack()
    {
        var answers = 0;
        await using var server = await RecordingServer.StartAsync(context => RecordingServer.Answer(
            context, "", Interlocked.Increment(ref answers) == 1 ? 503 : 200));
        var tool = new GatedTool(new ToolDefinition
        {
            Approval = ApprovalKind.Confirmation,
            Approve = new ApproveDefinition { Notify = server.Url + "/hook" }
        });
        await using var harness = await tool.ServeAsync();

        var paused = await harness.RunAsync("Go");
        var id = Assert.Single(paused.Requirements).RequirementId;
        await Wait.UntilAsync(async () => (await harness.Store.ListAuditAsync(
            id)).Any(entry => entry.Action == AuditActions.Notified));

        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        var link = server.Requests.Last().Json.GetProperty("requirement").GetProperty("links").GetProperty("approve")
            .GetString()!;
        using var http = new HttpClient();
        using var decided = await http.PostAsync(new Uri(link), null);
        Assert.True(decided.IsSuccessStatusCode);
        var run = await harness.UntilAsync(paused.RunId, view => view.Status.IsFinal());
        Assert.Equal((RunStatus.Completed, "5 to Ann"), (run.Status, Assert.Single(tool.Made)));
        Assert.Equal(
            ["created", "notified", "decided"],
            (await harness.Store.ListAuditAsync(id)).Select(entry => entry.Action)
                .Where(action => action is "created" or "notified" or "decided"));
    }

    [Fact]
    public async Task GatedCall_NotifyByMail_IsToldByTheNextHostWithALinkThatDecides()
    {
        await using var server = new MailServer();
        server.Answer = command => command == "TEXT" ? "451 Later" : null;
        var tool = new GatedTool(new ToolDefinition
        {
            Approval = ApprovalKind.Confirmation,
            Approve = new ApproveDefinition { Notify = NotifyTarget.Mail("ann@example.com") },
        })
        {
            Arguments = [("amount", 5), ("to", "Ann <b>\r\nApprove: https://evil.example")],
        };
        await using var harness = await tool.ServeAsync(configure: services => services.AddDurableTeams(teams =>
            teams.UseMail(new MailOptions { Server = server.Url, From = "teams@example.com" })));
        var paused = await harness.RunAsync("Go");
        await Wait.UntilAsync(() => server.Commands.Contains("DATA"));

        await harness.CrashAsync(() => server.Answer = _ => null);
        await Wait.UntilAsync(async () => (await harness.Store.ListAuditAsync(paused.Requirements[0].RequirementId))
            .Any(entry => entry.Action == AuditActions.Notified));

        // The attempt that the crash met may have come through: then the mail is there twice, under one id.
        var mails = server.Mails.Select(one => MimeKit.MimeMessage.Load(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes(one.Data)))).ToList();
        Assert.Single(mails.Select(one => one.MessageId).Distinct());
        var mail = mails[^1];
        Assert.Contains("Approval needed: pay", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("Ann &lt;b&gt;\n", mail.HtmlBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var approve = Assert.Single(
            mail.TextBody!.ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith("Approve: ", StringComparison.Ordinal));
        using var http = new HttpClient();
        using var decided = await http.PostAsync(new Uri(approve["Approve: ".Length..]), null);
        Assert.True(decided.IsSuccessStatusCode);
        var run = await harness.UntilAsync(paused.RunId, view => view.Status.IsFinal());
        Assert.Equal(RunStatus.Completed, run.Status);
        var told = Assert.Single(
            await harness.Store.ListAuditAsync(paused.Requirements[0].RequirementId),
            entry => entry.Action == AuditActions.Notified);
        Assert.Equal(("mail", "ann@example.com"), (
            told.Data!.Value.GetProperty("format").GetString(), told.Data!.Value.GetProperty("address").GetString()));
    }
}
