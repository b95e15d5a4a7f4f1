using System.Text.Json;
using DurableTeams.Embedded.Tests.Api;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Protocols.A2A;

/// <summary>What a message to a task decides, and what it can never decide.</summary>
public sealed class A2AAnswerTests(A2AHost a2a) : IClassFixture<A2AHost>
{
    [Fact]
    public async Task Task_ThatWaitsForAnApproval_SaysWhatItAsks()
    {
        var (run, id) = await PausedAsync();

        var task = await a2a.CallAsync("GetTask", $$"""{"id":"{{run}}"}""");

        Assert.Equal("TASK_STATE_AUTH_REQUIRED", A2AHost.StateOf(task));
        var parts = task.GetProperty("status").GetProperty("message").GetProperty("parts");
        Assert.Equal("May sender call send_message?", parts[0].GetProperty("text").GetString());
        var asks = parts[1].GetProperty("data");
        Assert.Equal((id, "hi"), (
            asks.GetProperty("requirementId").GetString(),
            asks.GetProperty("tool").GetProperty("arguments").GetProperty("text").GetString()));
        Assert.Equal("""["approve","reject"]""", asks.GetProperty("decisions").GetRawText());
    }

    [Theory]
    [InlineData("""{"data":{"requirementId":"ID","decision":"approve","arguments":{"text":"ho"}}}""", RequirementStatus.Approved)]
    [InlineData(
        """{"data":{"decisions":[{"requirementId":"ID","decision":"reject","note":"No."}]}}""", RequirementStatus.Rejected)]
    [InlineData("""{"data":{"decision":"reject"}}""", RequirementStatus.Rejected)]
    [InlineData("""{"text":" Approve "}""", RequirementStatus.Approved)]
    [InlineData("""{"text":"no"}""", RequirementStatus.Rejected)]
    public async Task Message_ToATaskThatAskedOnce_Decides(string part, RequirementStatus status)
    {
        var (run, id) = await PausedAsync();
        var say = A2AHost.To(run, "m-" + run, part.Replace("ID", id, StringComparison.Ordinal));

        var task = (await a2a.CallAsync("SendMessage", say)).GetProperty("task");
        await a2a.CallAsync("SendMessage", say);

        Assert.Equal("TASK_STATE_WORKING", A2AHost.StateOf(task));
        Assert.Equal(status, (await a2a.Api.Store.FindRequirementAsync(id))!.Status);
        Assert.Single(
            await a2a.Api.Store.ListAuditAsync(id), entry => entry.Action == "decided"
                && entry.From == $"a2a 127.0.0.1 m-{run}");
    }

    [Theory]
    [InlineData("""{"text":"yes, but shorter"}""", "textDecidesNothing")]
    [InlineData("""{"data":"approve"}""", "invalidField")]
    [InlineData("""{"data":{"decision":"perhaps"}}""", "unknownDecision")]
    [InlineData("""{"data":{"decision":"approve","text":"ho"}}""", "unknownField")]
    [InlineData("""{"data":{"decision":"approve","arguments":{"text":1}}}""", "invalidArguments")]
    [InlineData("""{"data":{"decision":"approve","requirementId":"r1.1-1-0"}}""", "requirementNotFound")]
    public async Task Message_ThatDecidesNothing_SaysWhyAndTakesNothing(string part, string code)
    {
        var (run, id) = await PausedAsync();

        Assert.Equal((-32602, code), await a2a.RefusedAsync("SendMessage", A2AHost.To(run, "m", part)));
        Assert.Equal(RequirementStatus.Pending, (await a2a.Api.Store.FindRequirementAsync(id))!.Status);
    }

    [Theory]
    [InlineData("""{"text":"approve"}""", "textDecidesNothing")]
    [InlineData("""{"data":{"decision":"approve"}}""", "invalidField")]
    public async Task Approval_WithoutItsId_NeverReachesALaterPause(string part, string code)
    {
        var (run, first) = await PausedAsync();
        await a2a.Api.PostAsync($"approvals/{first}/resolve", """{"decision":"reject"}""");
        var second = await a2a.Api.Store.PausedAsync(run, ordinal: 2);

        Assert.Equal((-32602, code), await a2a.RefusedAsync("SendMessage", A2AHost.To(run, "late", part)));
        Assert.Equal(
            (-32004, "alreadyDecided"),
            await a2a.RefusedAsync("SendMessage", A2AHost.To(
                run, "late", $$$"""{"data":{"requirementId":"{{{first}}}","decision":"approve"}}""")));
        Assert.Equal(RequirementStatus.Pending, (await a2a.Api.Store.FindRequirementAsync(second))!.Status);
    }

    [Fact]
    public async Task Text_ToAQuestion_FillsItsFieldAndSentAgainNotTheNext()
    {
        var (run, first) = await PausedAsync(Question);
        var say = A2AHost.To(run, "once", """{"text":"Good morning"}""");
        Assert.Equal(
            "TASK_STATE_INPUT_REQUIRED", A2AHost.StateOf(await a2a.CallAsync("GetTask", $$"""{"id":"{{run}}"}""")));

        await a2a.CallAsync("SendMessage", say);
        var second = await a2a.Api.Store.PausedAsync(run, ordinal: 2, change: Question);
        await a2a.CallAsync("SendMessage", say);

        Assert.Equal(
            """{"text":"Good morning"}""", (await a2a.Api.Store.FindRequirementAsync(first))!.Values!.Value.GetRawText());
        Assert.Equal(RequirementStatus.Pending, (await a2a.Api.Store.FindRequirementAsync(second))!.Status);
    }

    [Fact]
    public async Task Message_ToATaskThatAsksNothingOrHasEnded_IsRefused()
    {
        var run = await a2a.Api.StartAsync();
        await a2a.Api.Store.RunningAsync(run);
        var say = A2AHost.To(run, "m", """{"text":"And?"}""");

        Assert.Equal((-32004, "nothingAsked"), await a2a.RefusedAsync("SendMessage", say));
        Assert.Equal((-32602, "invalidField"), await a2a.RefusedAsync(
            "SendMessage", say.Replace("\"taskId\"", "\"contextId\":\"else\",\"taskId\"", StringComparison.Ordinal)));
        await a2a.Api.Store.EndedAsync(run);
        Assert.Equal((-32004, "runFinished"), await a2a.RefusedAsync("SendMessage", say));
        Assert.Equal((-32004, "runFinished"), await a2a.RefusedAsync("SubscribeToTask", $$"""{"id":"{{run}}"}"""));
        Assert.Equal((-32002, "taskNotCancelable"), await a2a.RefusedAsync("CancelTask", $$"""{"id":"{{run}}"}"""));
    }

    private static RequirementRecord Question(RequirementRecord asks) => asks with
    {
        Kind = RequirementKind.UserInput, InputFields = [new InputField("text", "string")],
    };

    private async Task<(string Run, string Requirement)> PausedAsync(Func<RequirementRecord, RequirementRecord>? change = null)
    {
        var run = await a2a.Api.StartAsync();
        return (run, await a2a.Api.Store.PausedAsync(run, change: change));
    }
}
