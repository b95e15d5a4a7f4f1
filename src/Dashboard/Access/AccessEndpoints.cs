using DurableTeams.Dashboard.Components;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DurableTeams.Dashboard.Access;

/// <summary>Signing in and out, the visitor's name, and the theme.</summary>
internal static class AccessEndpoints
{
    private const int MaxName = 200;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods("signin", Methods.Read, Ask).WithMetadata(new OpenPage());
        pages.MapPost("signin", SignIn).WithMetadata(new OpenPage());
        pages.MapPost("signout", SignOut);
        pages.MapPost("name", SetName);
        pages.MapPost("theme", SetTheme).WithMetadata(new OpenPage());
    }

    internal static IResult Ask(HttpContext context, string? to)
    {
        var parts = DashboardParts.Of(context);
        var visitor = context.Features.GetRequiredFeature<Visitor>();
        return visitor.Admitted
            ? Results.Redirect(parts.Paths.Back(to))
            : Page.Of<SignInPage>(("To", parts.Paths.Back(to)), ("InFront", IsInFront(context)));
    }

    internal static IResult SignIn(HttpContext context)
    {
        var parts = DashboardParts.Of(context);
        var form = context.Request.Form;
        var to = parts.Paths.Back(form["to"]);
        // A host in front has checked the key already, where it admits the call.
        var admitted = context.Features.Get<CallContext>() is { Admitted: true } || parts.Callers.IsKey(form["key"].ToString());
        if (!admitted) return Page.Of<SignInPage>(403, ("To", to), ("IsWrong", true), ("InFront", IsInFront(context)));
        parts.Sessions.SignIn(context, NameOf(form["name"]));
        return Results.Redirect(to);
    }

    internal static IResult SignOut(HttpContext context)
    {
        var parts = DashboardParts.Of(context);
        VisitorSessions.SignOut(context);
        return Results.Redirect(parts.Paths.SignIn);
    }

    internal static IResult SetName(HttpContext context)
    {
        var parts = DashboardParts.Of(context);
        parts.Sessions.SetName(context, NameOf(context.Request.Form["name"]));
        return Results.Redirect(parts.Paths.Back(context.Request.Form["to"]));
    }

    internal static IResult SetTheme(HttpContext context)
    {
        var parts = DashboardParts.Of(context);
        Themes.Keep(context, context.Request.Form["theme"].ToString());
        return Results.Redirect(parts.Paths.Back(context.Request.Form["to"]));
    }

    /// <summary>The name that a form gives: at most 200 characters; null where it gives none.</summary>
    internal static string? NameOf(string? text) => text?.Trim() is { Length: > 0 } name
        ? name.Length <= MaxName ? name : name[..MaxName]
        : null;

    private static bool IsInFront(HttpContext context) => context.Features.Get<CallContext>() is not null;
}
