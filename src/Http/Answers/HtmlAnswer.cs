using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Answers;

/// <summary>A page without scripts and loaded parts, not to be framed or cached; links on it send no referrer.</summary>
internal sealed class HtmlAnswer(string title, string body, int status = StatusCodes.Status200OK) : IResult
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
        + "pre{background:#f4f4f4;padding:1rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}"
        + "mark{background:#ffd54d;color:#000;padding:0 .2em;border-radius:.2em;"
        + "font:.8em monospace;unicode-bidi:isolate;direction:ltr}"
        + "label{display:block;margin:1rem 0}input,textarea,select{display:block;width:100%;box-sizing:border-box;font:inherit}"
        + "button{font:inherit;padding:.5rem 1.5rem}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["X-Robots-Tag"] = "noindex";
        var page = Encoding.UTF8.GetBytes(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\">"
            + $"<title>{title}</title><style>{Style}</style></head><body><h1>{title}</h1>\n{body}\n</body></html>\n");
        response.ContentLength = page.Length;
        try
        {
            await response.Body.WriteAsync(page, httpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller disconnected.
        }
    }
}
