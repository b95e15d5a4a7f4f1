using DurableTeams.Dashboard.Access;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>What every page knows beside its own content; components take it as a cascading parameter.</summary>
/// <param name="Paths">The addresses of pages.</param>
/// <param name="Visitor">Who looks.</param>
/// <param name="Here">The path and query of this page.</param>
/// <param name="Now">The time of the request.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's.</param>
/// <param name="Pending">How many requirements wait, over all teams; null where that is not known.</param>
/// <param name="TraceUrl">The address of a trace, with <c>{traceId}</c> in it; null shows ids alone.</param>
public sealed record PageFrame(
    DashboardPaths Paths, Visitor Visitor, string Here, DateTimeOffset Now, string? Theme, int? Pending, string? TraceUrl)
{
    /// <summary>
    /// What the signed link decides whose holder looks: <c>approve</c>, <c>reject</c>, or <c>decide</c> for any decision. Such a
    /// page leads to no other, and its forms need no token. Null for visitors of the dashboard.
    /// </summary>
    public string? Link { get; init; }

    /// <summary>The frame of a request.</summary>
    internal static async Task<PageFrame> OfAsync(HttpContext context)
    {
        var frame = OfPart(context, PageCall.Here(context.Request));
        return frame.Visitor.Admitted ? frame with { Pending = await CountAsync(context) } : frame;
    }

    /// <summary>The frame of a part of an open page, which counts nothing.</summary>
    internal static PageFrame OfPart(HttpContext context, string here)
    {
        var parts = DashboardParts.Of(context);
        return new PageFrame(
            parts.Paths, context.Features.GetRequiredFeature<Visitor>(), here, parts.Time.GetUtcNow(),
            Themes.Of(context.Request), null, parts.Options.TraceUrl);
    }

    // A page that says that the storage is away has to be shown without the storage.
    private static async Task<int?> CountAsync(HttpContext context)
    {
        try
        {
            var teams = context.RequestServices.GetRequiredService<IDurableTeams>();
            return (await teams.CountPendingAsync(context.RequestAborted)).Values.Sum();
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
