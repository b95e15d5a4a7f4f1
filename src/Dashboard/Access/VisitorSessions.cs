using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTeams.Approvals.Links;
using DurableTeams.Dashboard.Hosting;
using DurableTeams.Http.Pages;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Dashboard.Access;

/// <summary>
/// Sessions of visitors: a cookie that no script reads, signed with the host's link keys, so that every host that has them knows
/// it, also after a restart. A session ends by time, by signing out, and when the host's key changes. Where there is no link key,
/// a key of this process signs, and sessions end with it.
/// </summary>
internal sealed class VisitorSessions(LinkKeys keys, PageCallers callers, DashboardOptions options, TimeProvider time)
{
    private const string CookiePrefix = "durableteams";
    private const string Purpose = "durableteams-dashboard-1";
    private const string FormPurpose = "durableteams-form-1";
    private readonly SigningKey _key = keys.Current ?? new SigningKey("process", RandomNumberGenerator.GetBytes(32));

    /// <summary>The visitor of a request; begins a session where there is none.</summary>
    public Visitor Visit(HttpContext context, PageCaller caller)
    {
        var session = Find(context.Request);
        if (session is null && context.GetEndpoint()?.Metadata.GetMetadata<NoSession>() is null)
            Keep(context, session = New(signedIn: false, name: null));
        var admitted = caller.Admitted || caller.IsThisMachine || session is { IsSignedIn: true };
        return new Visitor(
            admitted, caller.Person, session?.Name, session is null ? "" : TokenOf(session), session is { IsSignedIn: true });
    }

    /// <summary>Signs a visitor in, who has shown the host's key.</summary>
    public void SignIn(HttpContext context, string? name) => Keep(context, New(signedIn: true, name));

    /// <summary>Ends a visitor's session.</summary>
    public static void SignOut(HttpContext context) =>
        context.Response.Cookies.Delete(NameOf(context.Request), Cookie(context, null));

    /// <summary>Keeps the name under which a visitor decides.</summary>
    public void SetName(HttpContext context, string? name)
    {
        var session = Find(context.Request) ?? New(signedIn: false, null);
        Keep(context, session with { Name = name });
    }

    private SessionCookie New(bool signedIn, string? name) => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        (time.GetUtcNow() + options.SignedInFor).ToUnixTimeSeconds(), signedIn, name);

    private SessionCookie? Find(HttpRequest request)
    {
        if (request.Cookies[NameOf(request)] is not { Length: > 0 and <= 2048 } text) return null;
        var end = text.LastIndexOf('.');
        if (end < 0 || !Same(text[(end + 1)..], Signature(text[..end]))) return null;
        var session = SessionCookie.Read(text[..end]);
        return session is not null && session.Until > time.GetUtcNow().ToUnixTimeSeconds() ? session : null;
    }

    private void Keep(HttpContext context, SessionCookie session)
    {
        var content = session.Content;
        context.Response.Cookies.Append(
            NameOf(context.Request), $"{content}.{Signature(content)}",
            Cookie(context, DateTimeOffset.FromUnixTimeSeconds(session.Until)));
    }

    // Browsers share cookies between the ports of a machine; hosts on two ports are two hosts.
    private static string NameOf(HttpRequest request) => request.Host.Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{CookiePrefix}-{port}")
        : CookiePrefix;

    // Lax and not strict: a link from a message leads a signed-in person to the page. Forms carry a token besides.
    private static CookieOptions Cookie(HttpContext context, DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps
            || context.Request.Headers["X-Forwarded-Proto"].ToString().Equals("https", StringComparison.OrdinalIgnoreCase),
        Path = DashboardParts.Of(context).Paths.Root,
        Expires = until,
        IsEssential = true,
    };

    private string Signature(string content) => Sign($"{Purpose}\n{callers.KeyMark}\n{content}");

    private string TokenOf(SessionCookie session) => Sign($"{FormPurpose}\n{session.Id}");

    private string Sign(string text) => Base64Url.EncodeToString(_key.Sign(text));

    /// <summary>Whether two texts are the same, compared in constant time.</summary>
    public static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}

/// <summary>Metadata of what needs no session: assets.</summary>
internal sealed class NoSession;
