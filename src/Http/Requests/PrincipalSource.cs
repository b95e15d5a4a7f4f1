using System.Net;
using System.Security.Claims;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>
/// Finds who calls, and from where. Azure App Service authentication names the person in headers that callers could also write
/// themselves. The headers count only where the app's setting says that the platform stands in front and overwrites them.
/// </summary>
internal sealed class PrincipalSource(IDefinitionEnvironment environment)
{
    private const int MaxName = 200;

    /// <summary>Gives a handler that of its endpoint.</summary>
    public static ValueTask<PrincipalSource?> BindAsync(HttpContext context) => new(HttpParts.Of(context).Principals);

    /// <summary>The person whom the platform authenticated, with name and id; null where it authenticated nobody.</summary>
    public Person? Find(HttpRequest request)
    {
        if (Authorized(request.HttpContext) is { } own) return own;
        if (!string.Equals(environment.Get("WEBSITE_AUTH_ENABLED"), "True", StringComparison.OrdinalIgnoreCase)) return null;
        var (name, id) = (Read("x-ms-client-principal-name"), Read("x-ms-client-principal-id"));
        return (name ?? id) is { } shown ? new Person(shown, id) : null;

        string? Read(string header) =>
            request.Headers[header].ToString().Trim() is { Length: > 0 and <= MaxName } text ? text : null;
    }

    /// <summary>The person who decides: the one whom the platform authenticated, else the one whom the body names.</summary>
    /// <exception cref="ApiException">400: the body names another person, or a name without a visible character.</exception>
    public Person? Decider(HttpRequest request, string? claimed, string field)
    {
        if (claimed is null) return Find(request);
        var named = new Person(claimed.Trim());
        if (named.Key.Length == 0) throw ApiErrors.InvalidField(field, "has no visible character, so it names no person.");
        return Find(request) is not { } person ? named : person.IsCalled(claimed)
            ? person
            : throw ApiErrors.InvalidField(field, "is not the signed-in person; leave it out.");
    }

    /// <summary>The origin of a call, for the audit: the channel, and the address where it is known.</summary>
    public string From(HttpRequest request, string way)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AddressOf(request) is { } address ? $"{way} {address}" : way;
    }

    // Where the program asks for its own authorization, it knows who calls.
    private static Person? Authorized(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null
        && context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 and <= MaxName } name }
            ? new Person(name, context.User.FindFirst(ClaimTypes.NameIdentifier)?.Value)
            : null;

    private IPAddress? AddressOf(HttpRequest request)
    {
        // On Azure the connection comes from the front end; the last address of the header is the one that the front end added.
        if (environment.Get("WEBSITE_HOSTNAME") is { Length: > 0 })
        {
            var forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
            return IPEndPoint.TryParse(forwarded, out var end) ? end.Address : null;
        }

        var remote = request.HttpContext.Connection.RemoteIpAddress;
        return remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;
    }
}
