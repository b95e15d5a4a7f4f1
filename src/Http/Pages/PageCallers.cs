using DurableTeams.Definitions;
using DurableTeams.Http.Admission;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Pages;

/// <summary>Who calls a page, by the rules of the API.</summary>
public sealed class PageCallers
{
    private readonly HttpParts _parts;
    private readonly FunctionKey _key;

    internal PageCallers(HttpParts parts, IServiceProvider services)
    {
        _parts = parts;
        _key = Callers.KeyOf(services);
        IsDevelopment = services.GetRequiredService<IDefinitionEnvironment>().Get("AZURE_FUNCTIONS_ENVIRONMENT") == "Development";
    }

    /// <summary>Whether the Functions tools on a developer's machine run this host.</summary>
    private bool IsDevelopment { get; }

    /// <summary>How a caller is known, before any sign-in of the page itself.</summary>
    public PageCaller Find(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A host in front, such as the Functions host, checks keys itself, and everybody seems to call from this machine.
        var inFront = context.Features.Get<CallContext>();
        var authorized = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
        var person = _parts.Principals.Find(context.Request);
        var open = inFront is null ? _key.IsNone : IsDevelopment;
        return new PageCaller(
            person,
            person is not null || authorized || inFront is { Admitted: true },
            open && LocalOnly.IsLocal(context),
            inFront is null && !_key.IsNone);
    }

    /// <summary>Whether this is the host's key. Compared in constant time.</summary>
    public bool IsKey(string key) => !_key.IsNone && _key.Is(key);

    /// <summary>A text that changes with the host's key and tells nothing of it; empty without a key.</summary>
    public string KeyMark => _key.Mark;

    /// <summary>The origin of a call, for the audit: the way, and the address where it is known.</summary>
    public string From(HttpRequest request, string way) => _parts.Principals.From(request, way);
}

/// <summary>How a caller is known.</summary>
/// <param name="Person">The person whom the platform, or the program's own login, signed in.</param>
/// <param name="Admitted">Whether the caller is admitted by that, or by a key that the host in front has checked.</param>
/// <param name="IsThisMachine">Whether the host has no key, and the call comes from this machine and no foreign page.</param>
/// <param name="HasKey">Whether the host's key admits, so that a page can ask for it.</param>
public sealed record PageCaller(Person? Person, bool Admitted, bool IsThisMachine, bool HasKey);
