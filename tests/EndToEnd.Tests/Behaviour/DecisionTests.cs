using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

public sealed class DecisionTests(ITestOutputHelper output)
{
    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task Reject_WithANote_ReachesTheMembersModelAndTheToolNeverRuns(StoreKind store)
    {
        await using var stage = await OpenAsync(store: store);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);

        var resolved = await stage.Api.ResolveAsync(requirement.Text("requirementId")!, "reject", "Not on a Sunday");
        resolved.Expect(200);
        var run = await stage.Api.UntilAsync(runId, "completed");

        Assert.Empty(stage.Tools.RequestsOf("send_message"));
        Assert.Contains("Not on a Sunday", stage.Chat.RequestsOf("telegram-agent")[^1].ResultOf("c1"), StringComparison.Ordinal);
        Assert.Contains("Not on a Sunday", run.Text("output", "text"), StringComparison.Ordinal);
        var kept = (await stage.Api.GetAsync($"approvals/{requirement.Text("requirementId")}")).Expect(200).Json;
        Assert.Equal(("rejected", "Not on a Sunday", "ann"), (kept.Text("status"), kept.Text("note"), kept.Text("resolvedBy")));
        Assert.NotNull(kept.Text("resolvedAt"));
    }

    [Fact]
    public async Task Decision_GivenTwice_Is200BothTimesAndRunsTheToolOnce()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);

        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");
        (await stage.Api.ApproveAsync(requirement)).Expect(200);

        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Fact]
    public async Task Decision_OppositeOfTheFirst_Is409()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var requirement = await stage.Api.UntilPausedAsync(runId);
        var id = requirement.Text("requirementId")!;

        (await stage.Api.ApproveAsync(requirement)).Expect(200);
        (await stage.Api.ResolveAsync(id, "reject")).ExpectProblem(409);
        await stage.Api.UntilAsync(runId, "completed");
        (await stage.Api.ResolveAsync(id, "reject")).ExpectProblem(409);
        (await stage.Api.ContinueAsync(runId, new { requirementId = id, decision = "reject" })).ExpectProblem(409);

        Assert.Single(stage.Tools.RequestsOf("send_message"));
    }

    [Theory]
    [OnSqlite]
    [OnTables]
    [OnFunctions]
    public async Task Decision_OfTwoPeopleAtOnce_HasOneWinner(StoreKind store)
    {
        await using var stage = await OpenAsync(store: store);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(index => stage.Api.ResolveAsync(id, index % 2 == 0 ? "approve" : "reject")));
        await stage.Api.UntilAsync(runId, "completed");

        var approved = (await stage.Api.GetAsync($"approvals/{id}")).Expect(200).Json.Text("status") == "approved";
        Assert.All(answers.Where((_, index) => index % 2 == 0), answer => answer.Expect(approved ? 200 : 409));
        Assert.All(answers.Where((_, index) => index % 2 == 1), answer => answer.Expect(approved ? 409 : 200));
        Assert.Equal(approved ? 1 : 0, stage.Tools.RequestsOf("send_message").Count);
    }

    [Fact]
    public async Task Continue_WithAnUnknownRequirementAmongOthers_TakesNone()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        var refused = await stage.Api.ContinueAsync(
            runId, new { requirementId = id, decision = "approve" },
            new { requirementId = runId + ".9-9-9", decision = "approve" });
        refused.ExpectProblem(404);
        Assert.Equal("pending", (await stage.Api.GetAsync($"approvals/{id}")).Expect(200).Json.Text("status"));

        var taken = (await stage.Api.ContinueAsync(runId, new { requirementId = id, decision = "approve" })).Expect(200);
        Assert.Equal(runId, taken.Json.Text("runId"));
        await stage.Api.UntilAsync(runId, "completed");
    }

    [Theory]
    [InlineData("answer", 409)]
    [InlineData("result", 409)]
    [InlineData("retry", 409)]
    [InlineData("skip", 409)]
    [InlineData("perhaps", 400)]
    public async Task Decision_ThatAConfirmationDoesNotKnow_IsRefused(string decision, int status)
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        var body = new { decision, values = new { text = "x" }, result = "x" };
        (await stage.Api.PostAsync($"approvals/{id}/resolve", body)).ExpectProblem(status);
        Assert.Equal("pending", (await stage.Api.GetAsync($"approvals/{id}")).Expect(200).Json.Text("status"));
    }

    [Fact]
    public async Task Approve_WithOtherArgumentsWhereEditsAreNotAllowed_Is409()
    {
        await using var stage = await OpenAsync();
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        (await stage.Api.PostAsync(
            $"approvals/{id}/resolve", new { decision = "approve", arguments = new { text = "edited" } })).ExpectProblem(409);
        Assert.Equal("pending", (await stage.Api.GetAsync($"approvals/{id}")).Expect(200).Json.Text("status"));
    }

    [Fact]
    public async Task Approve_WithEditedArguments_RunsTheToolWithThose()
    {
        await using var stage = await OpenAsync("approve: { allowEdit: true }");
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var id = (await stage.Api.UntilPausedAsync(runId)).Text("requirementId")!;

        (await stage.Api.PostAsync(
            $"approvals/{id}/resolve", new { decision = "approve", arguments = new { text = 7 } })).ExpectProblem(400);
        (await stage.Api.PostAsync(
            $"approvals/{id}/resolve", new { decision = "approve", arguments = new { text = "edited" } })).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");

        Assert.Equal("edited", Assert.Single(stage.Tools.RequestsOf("send_message")).Argument("text"));
    }

    private async Task<Stage> OpenAsync(string toolSetting = "", StoreKind store = StoreKind.Sqlite)
    {
        var team = Newsroom.Team with { Tools = [Newsroom.Team.Tools[0], Newsroom.Team.Tools[1] with { Extra = toolSetting }] };
        var stage = await Stage.ShareAsync(output, store, team);
        Newsroom.Script(stage);
        return stage;
    }
}
