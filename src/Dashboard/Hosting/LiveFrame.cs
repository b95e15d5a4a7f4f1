using System.Text.Json;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>
/// One thing that a page is told while it is open, as a server-sent event. <c>live.js</c> applies patches; every other name is
/// the page's own module's.
/// </summary>
/// <param name="Name">The name of the event.</param>
/// <param name="Data">The data, JSON.</param>
/// <param name="Id">Where to go on after a broken connection; null where the event is no such place.</param>
public sealed record LiveFrame(string Name, string Data, string? Id = null)
{
    /// <summary>HTML that stands in the place of an element from now on.</summary>
    /// <param name="target">The id of the element.</param>
    /// <param name="html">The HTML, rendered by a component.</param>
    /// <param name="id">Where to go on after a broken connection.</param>
    public static LiveFrame Patch(string target, string html, string? id = null) =>
        new("patch", JsonSerializer.Serialize(new { target, html }), id);
}
