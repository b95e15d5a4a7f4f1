using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>Parts of pages, which scripts ask for by the header <c>X-Fragment</c>.</summary>
internal static class Fragments
{
    private const string Header = "X-Fragment";

    /// <summary>Whether a script asks, for a part of the page or for the answer to a form.</summary>
    public static bool IsAsked(HttpRequest request) => request.Headers.ContainsKey(Header);

    /// <summary>Whether a script asks for this part.</summary>
    public static bool IsAsked(HttpRequest request, string name) => request.Headers[Header].ToString() == name;
}
