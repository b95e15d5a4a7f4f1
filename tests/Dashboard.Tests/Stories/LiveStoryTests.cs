using DurableTeams.Dashboard.Tests.Support;
using DurableTeams.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DurableTeams.Dashboard.Tests.Stories;

/// <summary>Pages while they are open, also over a kill and a restart of the host.</summary>
public sealed class LiveStoryTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Playground_AskPauseKillRestartApprove_AllOnOneOpenPage()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var page = await site.PageAsync("/playground/desk");
        await page.GetByLabel("Message").FillAsync("pay ann");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "pay", Exact = true }).WaitForAsync();
        await page.CheckAxeAsync();
        var inbox = await site.PageAsync();
        await inbox.GetByRole(AriaRole.Heading, new() { Name = "pay", Exact = true }).WaitForAsync();

        site.IsDown = true;
        var address = site.Stage.Host.Address;
        await site.Stage.KillAsync();
        await page.GetByText("The connection is lost").WaitForAsync();
        site.Stage.Traffic.Thaw();
        await site.Stage.StartHostAsync(address);
        await Assertions.Expect(page.Locator("#live-state")).ToBeEmptyAsync();
        site.IsDown = false;

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await page.GetByText("Finished: The clerk says done pay").WaitForAsync();
        // The other page follows the host that was started again.
        await inbox.GetByText("Nothing waits for you").WaitForAsync();
        await page.ReloadAsync();
        await page.GetByText("Finished: The clerk says done pay").WaitForAsync();
        Assert.Single(site.Stage.Tools.Requests, request => request.Tool == "pay");
    }

    [BrowserFact]
    public async Task Run_WhileItRuns_ShowsWordsAndRows()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var run = await site.Stage.Api.StartRunAsync(Desk.Id, "pay ann");
        await site.Stage.Api.UntilPausedAsync(run);
        var page = await site.PageAsync($"/runs/{run}");
        await page.GetByRole(AriaRole.Link, new() { Name = "wait pay" }).ClickAsync();
        await page.GetByText("The question").WaitForAsync();
        Assert.Contains("row=", page.Url, StringComparison.Ordinal);
        // What somebody writes stays while the run goes on.
        await page.GetByText("Fork…").ClickAsync();
        await page.Locator("[name=message]").FillAsync("half a mess");

        await site.Stage.Api.ApproveAsync((await site.Stage.Api.PendingAsync(run))[0]);

        await page.GetByRole(AriaRole.Link, new() { Name = "tool pay" }).WaitForAsync();
        Assert.Equal("half a mess", await page.Locator("[name=message]").InputValueAsync());
        await page.GetByText("Fork…").ClickAsync();
        await page.Locator("#run-head").GetByText("completed").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "tool pay" }).ClickAsync();
        await page.Locator("#run-detail").GetByText("done pay").First.WaitForAsync();
    }
}
