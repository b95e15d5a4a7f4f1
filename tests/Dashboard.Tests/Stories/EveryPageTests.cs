using DurableTeams.Dashboard.Tests.Support;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.Dashboard.Tests.Stories;

/// <summary>
/// Every page: what axe finds, at two widths and in both themes, and what models and people write, which is never markup.
/// </summary>
public sealed class EveryPageTests(ITestOutputHelper output)
{
    // Each would run a script, or leave the text that it stands in, if it were not shown as text.
    private static readonly string[] Payloads =
    [
        "<script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">",
        "\"><svg onload=document.title='owned'>",
        "'-document.title='owned'-'", "</textarea><script>document.title='owned'</script>", "javascript:document.title='owned'",
        "</title><script>document.title='owned'</script>", "{{constructor.constructor('document.title=1')()}}",
        "\u202eevil\u200b",
    ];

    [BrowserFact]
    public async Task Pages_WithHostileTexts_ShowTextAlone_AndAreFitForEverybody()
    {
        await using var site = await Site.OpenAsync(output, Desk.Write);
        var api = site.Stage.Api;
        var hostile = "pay " + string.Join(' ', Payloads);
        var started = (await api.PostAsync(
            "teams/desk/runs", new { message = hostile, sessionId = Payloads[2], userId = Payloads[1] }))
            .Expect(202).Json;
        var run = started.Text("runId")!;
        var question = (await api.UntilPausedAsync(run)).Text("requirementId");
        var session = Uri.EscapeDataString(Payloads[2]);
        string[] pages =
        [
            "/", $"/inbox/{question}", "/runs", $"/runs/{run}", $"/runs/{run}?view=events",
            $"/runs?text={Uri.EscapeDataString(Payloads[0])}",
            "/teams", "/teams/desk", "/sessions", $"/sessions/{session}", "/playground", $"/playground/desk?session={session}",
            "/health",
            $"/runs/{Uri.EscapeDataString(Payloads[0])}",
        ];
        foreach (var (width, dark) in new[] { (1440, false), (390, true) })
        {
            var page = await site.PageAsync(width: width, dark: dark);
            foreach (var path in pages)
            {
                await page.GotoAsync(path);
                await page.CheckAxeAsync();
                Assert.NotEqual("owned", await page.TitleAsync());
                Assert.Equal(0, await page.Locator("img, body script, svg[onload]").CountAsync());
                // A page is as wide as its window: what is wider scrolls by itself.
                Assert.True(
                    await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} at {width}");
            }
        }
    }
}
