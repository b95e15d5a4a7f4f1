using DurableTeams.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Access;

/// <summary>Dark or light, as a visitor chose; the system's choice without one.</summary>
internal static class Themes
{
    private const string CookieName = "durableteams-theme";

    /// <summary>The visitor's choice: <c>light</c>, <c>dark</c>, or null.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[CookieName] is "light" or "dark"
        ? request.Cookies[CookieName]
        : null;

    /// <summary>Keeps a choice for a year; anything else than light and dark is the system's.</summary>
    public static void Keep(HttpContext context, string theme)
    {
        var cookie = new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Path = DashboardParts.Of(context).Paths.Root,
            MaxAge = TimeSpan.FromDays(365),
        };
        if (theme is "light" or "dark") context.Response.Cookies.Append(CookieName, theme, cookie);
        else context.Response.Cookies.Delete(CookieName, cookie);
    }
}
