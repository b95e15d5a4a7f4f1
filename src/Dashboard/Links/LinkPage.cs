using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Links;

/// <summary>
/// A page for the holder of a signed link, who is no visitor of the dashboard. The link stands in its address: no other page is
/// told of it.
/// </summary>
/// <param name="options">How the dashboard is served: its assets are open.</param>
/// <param name="time">The time.</param>
/// <param name="component">The component.</param>
/// <param name="status">The status.</param>
/// <param name="decision">What the link decides.</param>
/// <param name="signedIn">The name of whom the platform signed in.</param>
/// <param name="isTyped">Whether the form was refused, and shows what was typed.</param>
/// <param name="parameters">The parameters of the component.</param>
internal sealed class LinkPage(
    DashboardOptions options, TimeProvider time, Type component, int status, string decision, string? signedIn, bool isTyped,
    Dictionary<string, object?> parameters) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var request = httpContext.Request;
        PageHeaders.Set(httpContext.Response, referrer: "no-referrer");
        var visitor = new Visitor(false, signedIn is null ? null : new Person(signedIn), null, "", false);
        var frame = new PageFrame(new DashboardPaths(options.Path), visitor, "", time.GetUtcNow(), Themes.Of(request), null, null)
        {
            Link = decision,
        };
        if (isTyped)
        {
            var form = request.Form;
            parameters[nameof(LinkQuestionPage.Typed)] =
                (Func<string, string?>)(name => form.TryGetValue(name, out var typed) ? typed.ToString() : null);
        }

        var html = await Page.RenderAsync(httpContext.RequestServices, frame, component, parameters);
        await Page.SendAsync(httpContext, html, status);
    }
}
