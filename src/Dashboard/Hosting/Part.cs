using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Parts of an open page, rendered again.</summary>
internal static class Part
{
    /// <summary>The patch that puts a component in the place of an element.</summary>
    /// <param name="context">The request of the stream.</param>
    /// <param name="here">The address of the page, where its forms lead back to.</param>
    /// <param name="element">The id of the element.</param>
    /// <param name="id">Where to go on after a broken connection; null where the patch is no such place.</param>
    /// <param name="parameters">The parameters of the component.</param>
    public static async Task<LiveFrame> PatchAsync<TComponent>(
        HttpContext context, string here, string element, string? id, params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
    {
        var frame = (await PageFrame.OfAsync(context)) with { Here = here };
        var html = await Page.RenderAsync(
            context.RequestServices, frame, typeof(TComponent),
            parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));
        return LiveFrame.Patch(element, PatchMode.Replace, html, id);
    }
}
