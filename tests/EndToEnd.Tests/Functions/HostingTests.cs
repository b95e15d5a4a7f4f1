using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>What the Functions host adds: its routes and keys, its log, its timers, deploys.</summary>
public sealed class HostingTests(ITestOutputHelper output)
{
    private const string SignIn = DashboardVisitor.SignInPage + "?to=%2Fapi%2Fdashboard";

    [FunctionsFact]
    public async Task Deploy_ThatChangesATeam_LeavesAPausedRunOnItsDefinition()
    {
        await using var stage = await Stage.OpenAsync(
            output, StoreKind.Functions, stage => Write(stage, "Lead the team newsroom."));
        Newsroom.Script(stage);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        var asked = await stage.Api.UntilPausedAsync(runId);

        Assert.Equal(0, await stage.Host.TerminateAsync());
        await stage.CloseHostAsync();
        Write(stage, "Lead in another way.");
        await stage.StartHostAsync();
        (await stage.Api.ApproveAsync(asked)).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");

        Assert.Contains(
            "Lead the team newsroom.", stage.Chat.RequestsOf("leader")[^1].Messages[0].Text, StringComparison.Ordinal);
    }

    [FunctionsFact]
    public async Task UnknownRoutesAndMethods_AreAnsweredWithProblems()
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);

        (await stage.Api.GetAsync("nowhere/at/all")).ExpectProblem(404);
        (await stage.Api.SendAsync(HttpMethod.Delete, "teams")).ExpectProblem(405);
        (await stage.Api.GetAsync("runs/nobody")).ExpectProblem(404);
        (await stage.Api.PostAsync("teams/newsroom/runs", new { })).ExpectProblem(400);
        (await stage.Api.SendAsync(HttpMethod.Post, "teams/newsroom/runs", "{")).ExpectProblem(400);
    }

    [FunctionsFact]
    public async Task Key_WhereThereIsOne_IsAskedOfAllButLinksAndHealth_AndOnceOfPeople()
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);
        await using var keyed = await FunctionsServer.StartAsync(stage.FunctionsOptions with { Key = "a-key" });
        using var without = new ApiClient(keyed.Address, null);

        Assert.Equal(401, (await without.GetAsync("teams")).Status);
        (await without.GetAsync("teams?code=a-key")).Expect(200);
        (await keyed.Api.GetAsync("teams")).Expect(200);
        (await without.GetAsync("health")).Expect(200);
        (await without.GetAsync("approvals/nobody/callback?decision=approve&expires=1&sig=x")).ExpectProblem(404);

        // Everybody seems to call from this machine: outside of development nobody sees a page without signing in.
        using var open = new DashboardVisitor(stage.Host.Address);
        Assert.Equal((302, SignIn), Place(await open.GetAsync(DashboardVisitor.Inbox)));
        using var visitor = new DashboardVisitor(keyed.Address);
        Assert.Equal((302, SignIn), Place(await visitor.GetAsync(DashboardVisitor.Inbox)));
        Assert.Equal(401, (await visitor.PostAsync(DashboardVisitor.SignInPage, DashboardVisitor.SignInPage, "wrong")).Status);
        Assert.Equal((302, DashboardVisitor.Inbox), Place(await visitor.PostAsync(
            DashboardVisitor.SignInPage, DashboardVisitor.SignInPage, "a-key", ("name", "ann"), ("to", DashboardVisitor.Inbox))));
        Newsroom.Script(stage);
        var runId = await keyed.Api.StartRunAsync("newsroom", "Go");
        var asked = (await keyed.Api.UntilPausedAsync(runId)).Text("requirementId")!;
        Assert.Contains(asked, (await visitor.GetAsync(DashboardVisitor.Inbox)).Html, StringComparison.Ordinal);
        var question = $"{DashboardVisitor.Inbox}/inbox/{asked}";
        Assert.Equal(403, (await visitor.PostAsync(DashboardVisitor.SignInPage, question, null, ("decision", "approve"))).Status);
        Assert.Equal(302, (await visitor.PostAsync(question, question, null, ("decision", "approve"))).Status);
        await keyed.Api.UntilAsync(runId, "completed");
        Assert.Contains("ann", (await visitor.GetAsync(question)).Html, StringComparison.Ordinal);
    }

    [FunctionsFact]
    public async Task Trace_OfARunWhoseCallerHasOne_IsTheCallersAndGoesOnToModelsAndTools()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);
        Newsroom.Script(stage);
        var started = await stage.Api.PostAsync(
            "teams/newsroom/runs", new { message = "Go" }, ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        var runId = started.Expect(202).Json.Text("runId")!;
        (await stage.Api.ApproveAsync(await stage.Api.UntilPausedAsync(runId))).Expect(200);
        await stage.Api.UntilAsync(runId, "completed");

        var root = (await stage.Api.GetAsync($"runs/{runId}/trace")).Expect(200).Json.At("root");
        // The host's own span of the call is between the caller's and the run's.
        Assert.NotNull(root.Text("parentSpanId"));
        var asked = stage.Chat.Requests.Select(request => request.TraceParent)
            .Concat(stage.Tools.Requests.Select(request => request.TraceParent)).ToList();
        Assert.Equal(9, asked.Distinct().Count());
        Assert.All(asked, parent => Assert.StartsWith($"00-{trace}-", parent, StringComparison.Ordinal));
    }

    [FunctionsFact]
    public async Task Log_OfARun_HasNoLineOfTheEngine()
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);
        var runId = await stage.Api.StartRunAsync("newsroom", "Go");
        await stage.Api.UntilAsync(runId, "completed");

        Assert.DoesNotContain("info: DurableTask.", stage.Host.Output, StringComparison.Ordinal);
    }

    [FunctionsTheory]
    [InlineData("Redeliver")]
    [InlineData("FindStuckRuns")]
    [InlineData("DeleteOldSessions")]
    public async Task Timer_WhenItIsDue_RunsWithoutAComplaint(string name)
    {
        await using var stage = await Stage.OpenAsync(output, StoreKind.Functions, Newsroom.Team);
        using var host = new HttpClient { BaseAddress = stage.Host.Address };

        using var answer = await host.PostAsync($"admin/functions/{name}", null);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.DoesNotContain($"'{name}' (Failed)", stage.Host.Output, StringComparison.Ordinal);
    }

    [FunctionsTheory]
    [InlineData("AzureWebJobsStorage", "", "UseDevelopmentStorage=true")]
    [InlineData("DURABLETEAMS_TEAMS", "/nowhere/at/all", "/home/site/wwwroot/teams")]
    public async Task Start_WithAWrongSetting_SaysItsNameAndAnExampleInOneLine(string name, string value, string example)
    {
        using var folder = new TeamFolder();
        folder.With(Newsroom.Team);
        var environment = new Dictionary<string, string>(folder.Options.Environment)
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["DURABLETEAMS_TEAMS"] = folder.Teams,
            [name] = value,
        };

        var ended = await FunctionsServer.RunToExitAsync(new FunctionsOptions(environment));

        output.WriteLine(ended.Output);
        Assert.NotEqual(0, ended.Code);
        var line = ended.Output.Split('\n').First(line => line.Contains("cannot start", StringComparison.Ordinal));
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(example, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    private static void Write(Stage stage, string instructions)
    {
        var yaml = Newsroom.Team.ToYaml(stage.Chat.Endpoint, stage.Tools.Address);
        stage.Folder.Write("newsroom.yaml", yaml.Replace("Lead the team newsroom.", instructions, StringComparison.Ordinal));
    }

    private static (int, string?) Place((int Status, string? To, string Html) answer) => (answer.Status, answer.To);
}
