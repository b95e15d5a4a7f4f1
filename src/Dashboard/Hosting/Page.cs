using System.Text;
using DurableTeams.Dashboard.Access;
using DurableTeams.Dashboard.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>A page, or a part of one: a component that is rendered by the server, once.</summary>
internal sealed class Page(Type component, IReadOnlyDictionary<string, object?> parameters, int status) : IResult
{
    /// <summary>The page of a component.</summary>
    public static Page Of<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent => Of<TComponent>(StatusCodes.Status200OK, parameters);

    /// <summary>The page of a component, with a status.</summary>
    public static Page Of<TComponent>(int status, params (string Name, object? Value)[] parameters)
        where TComponent : IComponent =>
        new(typeof(TComponent), parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal), status);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var frame = await PageFrame.OfAsync(httpContext);
        await SendAsync(httpContext, await RenderAsync(httpContext.RequestServices, frame, component, parameters), status);
    }

    /// <summary>Sends HTML.</summary>
    public static async Task SendAsync(HttpContext httpContext, string html, int status)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(html);
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        try
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller disconnected.
        }
    }

    /// <summary>The HTML of a component.</summary>
    public static async Task<string> RenderAsync(
        IServiceProvider services, PageFrame frame, Type component, IReadOnlyDictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(new PageServices(services), services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<PageRoot>(ParameterView.FromDictionary(
                new Dictionary<string, object?>
                {
                    [nameof(PageRoot.Frame)] = frame,
                    [nameof(PageRoot.Component)] = component,
                    [nameof(PageRoot.Parameters)] = parameters,
                }));
            return root.ToHtmlString();
        });
    }
}
