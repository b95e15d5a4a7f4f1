using System.Net;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>
/// Finds who calls, and from where. Azure App Service authentication names the person in headers that callers could also write
/// themselves. The headers count only where the app's setting says that the platform stands in front and overwrites them.
/// </summary>
public sealed class PrincipalSource(IDefinitionEnvironment environment)
{
    private const int MaxName = 200;

    /// <summary>The person whom the platform authenticated, with name and id; null where it authenticated nobody.</summary>
    public Person? Find(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
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
