using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>What axe finds on a page.</summary>
internal static class AxeCheck
{
    /// <summary>Fails where axe finds something serious or critical.</summary>
    public static async Task CheckAxeAsync(this IPage page)
    {
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Where(one => one.Impact is "serious" or "critical").Select(one =>
        {
            var where = string.Join(" | ", one.Nodes.Take(5).Select(node => node.Html));
            return $"{page.Url}: {one.Id} ({one.Impact}): {one.Help}: {where}";
        }));
    }
}
