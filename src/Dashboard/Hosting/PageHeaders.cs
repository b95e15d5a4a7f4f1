using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Hosting;

/// <summary>The headers of every page: nothing from elsewhere, no script in a page, no frame around it, not kept.</summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types page";

    /// <summary>Sets them.</summary>
    /// <param name="response">The response.</param>
    /// <param name="referrer">Who is told the address of the page.</param>
    public static void Set(HttpResponse response, string referrer = "same-origin")
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = referrer;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
    }
}
