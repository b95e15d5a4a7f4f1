using System.Net;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Functions.Http.Requests;

/// <summary>
/// Who calls, and where from. Azure App Service authentication says who in headers that callers could write themselves;
/// they count only where the app's setting says that the platform stands in front and overwrites them.
/// </summary>
public sealed class PrincipalSource(IDefinitionEnvironment environment)
{
    private const int MaxName = 200;
    private static readonly string[] Names = ["x-ms-client-principal-name", "x-ms-client-principal-id"];

    /// <summary>Whom the platform authenticated; null where it did not.</summary>
    public string? Find(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!string.Equals(environment.Get("WEBSITE_AUTH_ENABLED"), "True", StringComparison.OrdinalIgnoreCase)) return null;
        foreach (var header in Names)
        {
            var name = request.Headers[header].ToString().Trim();
            if (name.Length is > 0 and <= MaxName) return name;
        }

        return null;
    }

    /// <summary>Who decides: whom the platform authenticated, else whom the body names.</summary>
    /// <exception cref="ApiException">400: the body names somebody else.</exception>
    public string? Decider(HttpRequest request, string? claimed, string field) => Find(request) is not { } name
        ? claimed
        : claimed is null || claimed == name ? name : throw ApiErrors.InvalidField(field, "is not who is signed in; leave it out.");

    /// <summary>Where a call comes from, for the audit: the way, and the address where it is known.</summary>
    public string From(HttpRequest request, string way)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AddressOf(request) is { } address ? $"{way} {address}" : way;
    }

    private IPAddress? AddressOf(HttpRequest request)
    {
        // On Azure the connection is the front end's; the last address of the header is what it added itself.
        if (environment.Get("WEBSITE_HOSTNAME") is { Length: > 0 })
        {
            var forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
            return IPEndPoint.TryParse(forwarded, out var end) ? end.Address : null;
        }

        var remote = request.HttpContext.Connection.RemoteIpAddress;
        return remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4() : remote;
    }
}
