using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

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
}
