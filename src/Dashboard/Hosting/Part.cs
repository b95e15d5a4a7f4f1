using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Renders parts of an open page again, for its stream.</summary>
/// <param name="context">The request of the stream.</param>
/// <param name="here">The address of the page, where its forms lead back to.</param>
internal sealed class Part(HttpContext context, string here)
{
    private readonly PageFrame _frame = PageFrame.OfPart(context, here);

    /// <summary>The patch that puts a component in the place of an element.</summary>
    /// <param name="element">The id of the element.</param>
    /// <param name="id">Where to go on after a broken connection; null where the patch is no such place.</param>
    /// <param name="model">The parameter <c>Model</c> of the component.</param>
    public async Task<LiveFrame> PatchAsync<TComponent>(string element, string? id, object model)
        where TComponent : IComponent
    {
        var frame = _frame with { Now = DashboardParts.Of(context).Time.GetUtcNow() };
        var html = await Page.RenderAsync(
            context.RequestServices, frame, typeof(TComponent), new Dictionary<string, object?> { ["Model"] = model });
        return LiveFrame.Patch(element, html, id);
    }
}
