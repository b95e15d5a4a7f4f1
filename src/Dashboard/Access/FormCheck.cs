using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableTeams.Dashboard.Access;

/// <summary>Whether a form was sent by a page of this dashboard, to this visitor.</summary>
internal static class FormCheck
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly FormOptions Limits = new()
    {
        ValueCountLimit = 2000, ValueLengthLimit = MaxBytes, KeyLengthLimit = 512, BufferBodyLengthLimit = MaxBytes,
    };

    /// <summary>Checks where the request comes from, and the token of its form.</summary>
    /// <exception cref="BadHttpRequestException">The body is no form, or larger than 1 MiB.</exception>
    public static async Task<bool> PassesAsync(HttpContext context, Visitor visitor)
    {
        var request = context.Request;
        if (!IsSameOrigin(request)) return false;
        if (!request.HasFormContentType) throw new BadHttpRequestException("The body must be a form.", 415);
        if (request.ContentLength > MaxBytes) throw TooLarge();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBytes;
        try
        {
            var form = await new FormFeature(request, Limits).ReadFormAsync(context.RequestAborted);
            request.Form = form;
            return VisitorSessions.Same(form[Visitor.TokenField].ToString(), visitor.Token) && visitor.Token.Length > 0;
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException($"The form cannot be read: {exception.Message}");
        }
    }

    // Browsers say where a form comes from, in one header or the other; a page without referrer says "null", which is no origin.
    private static bool IsSameOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
            return false;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from)) return false;
        var host = request.Headers["X-Forwarded-Host"].ToString() is { Length: > 0 } forwarded ? forwarded : request.Host.Value;
        return string.Equals(from.Authority, host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static BadHttpRequestException TooLarge() => new("The form is larger than 1 MiB.", 413);
}
