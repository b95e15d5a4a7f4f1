using DurableTeams.Dashboard.Tests.Support;
using DurableTeams.EndToEnd.Tests.Harness;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace DurableTeams.Dashboard.Tests.Stories;

/// <summary>Decisions in a browser: by mouse, by keyboard, without script, on a phone; every kind.</summary>
public sealed class DecisionStoryTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Inbox_EveryKindOfDecision_ByMouse()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var api = site.Stage.Api;
        var page = await site.PageAsync();
        await page.GetByText("Nothing waits for you").WaitForAsync();

        // New ones appear by themselves.
        var paid = await api.StartRunAsync(Desk.Id, "pay ann");
        await page.GetByRole(AriaRole.Heading, new() { Name = "pay", Exact = true }).WaitForAsync();
        await page.CheckAxeAsync();
        await page.GetByText("Edit…").ClickAsync();
        await page.Locator("[name='value.amount']").FillAsync("13.75");
        await page.Locator("[name='value.urgent']").SelectOptionAsync("true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve with these" }).ClickAsync();
        await page.GetByRole(AriaRole.Status).GetByText("approved").WaitForAsync();
        await api.UntilAsync(paid, "completed");
        var call = Assert.Single(site.Stage.Tools.Requests, request => request.Tool == "pay");
        Assert.Equal("13.75", call.Argument("amount"));

        var asked = await api.StartRunAsync(Desk.Id, "ask for it");
        await page.Locator("[name='value.account']").FillAsync("DE 1");
        await page.Locator("[name='value.kind']").SelectOptionAsync(new SelectOptionValue { Label = "savings" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await api.UntilAsync(asked, "completed");

        var posted = await api.StartRunAsync(Desk.Id, "post it");
        await page.GetByLabel("The result").FillAsync("posted at noon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the result" }).ClickAsync();
        Assert.Contains(
            "posted at noon", (await api.UntilAsync(posted, "completed")).At("output").Text("text"), StringComparison.Ordinal);

        var rejected = await api.StartRunAsync(Desk.Id, "pay bob");
        await page.GetByText("Reject…").ClickAsync();
        await page.Locator("details[open] [name=note]").FillAsync("Not bob.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Status).GetByText("rejected").WaitForAsync();
        await api.UntilAsync(rejected, "completed");
        Assert.Single(site.Stage.Tools.Requests, request => request.Tool == "pay");
    }

    [BrowserFact]
    public async Task Inbox_ByKeyboardOnAPhone_SeveralAtOnce_AndWithoutScript()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var api = site.Stage.Api;
        var runs = new List<string>();
        for (var at = 0; at < 4; at++)
        {
            // One after another: the one that asked first stands first.
            runs.Add(await api.StartRunAsync(Desk.Id, $"pay person {at}"));
            await api.UntilAsync(runs[at], "paused");
        }


        var page = await site.PageAsync(width: 390, dark: true);
        await page.GetByText("person 3").First.WaitForAsync();
        await page.CheckAxeAsync();
        Assert.Contains("(4)", await page.TitleAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("a");
        await page.GetByRole(AriaRole.Status).GetByText("approved").WaitForAsync();
        await api.UntilAsync(runs[0], "completed");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve them" }).ClickAsync();
        await api.UntilAsync(runs[1], "completed");
        await api.UntilAsync(runs[2], "completed");

        var plain = await site.PageAsync(script: false);
        await plain.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await plain.GetByText("Nothing waits for you").WaitForAsync();
        await api.UntilAsync(runs[3], "completed");
    }

    [BrowserFact]
    public async Task Question_TwoBrowsersDecideAtOnce_TheSecondIsToldWhoWasFirst()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var run = await site.Stage.Api.StartRunAsync(Desk.Id, "pay ann");
        var question = (await site.Stage.Api.UntilPausedAsync(run)).Text("requirementId");
        var first = await NamedAsync(site, $"/inbox/{question}", "Ann");
        var second = await NamedAsync(site, $"/inbox/{question}", "Bob");

        await first.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await first.GetByText("Decided by").WaitForAsync();
        await second.GetByText("Reject…").ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();

        await second.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Contains("Ann", await second.Locator(".standing").InnerTextAsync(), StringComparison.Ordinal);
        var audit = (await site.Stage.Api.GetAsync($"approvals/{question}/audit")).Expect(200).Json.Items("items");
        Assert.Contains(audit, entry => entry.Text("action") == "decided" && entry.Text("by") == "Ann"
            && entry.Text("from")!.StartsWith("dashboard", StringComparison.Ordinal));
    }

    private static async Task<IPage> NamedAsync(Site site, string path, string name)
    {
        var page = await site.PageAsync(path);
        await page.Locator("details.menu summary").ClickAsync();
        await page.Locator("details.menu input[name=name]").FillAsync(name);
        await page.Locator("details.menu").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText(name, new() { Exact = true }).First.WaitForAsync();
        return page;
    }
}
