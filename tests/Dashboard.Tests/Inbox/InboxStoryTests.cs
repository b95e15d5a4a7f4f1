using DurableTeams.Dashboard.Tests.Support;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Dashboard.Tests.Inbox;

/// <summary>The inbox in a browser.</summary>
public sealed class InboxStoryTests(ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Inbox_ShowsWhatWaits()
    {
        await using var site = await Site.OpenAsync(output, Newsroom.Team);
        Newsroom.Script(site.Stage);
        var run = await site.Stage.Api.StartRunAsync("newsroom", "Go");
        await site.Stage.Api.UntilPausedAsync(run);

        var page = await site.PageAsync();
        await page.GetByText("send_message").First.WaitForAsync();
        await page.CheckAxeAsync();
    }
}
