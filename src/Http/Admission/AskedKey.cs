using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Admission;

/// <summary>In which ways a host asks its callers for a key; feature of a request that the host itself admitted.</summary>
/// <param name="Ways">The ways; none where it asks for no key.</param>
internal sealed record AskedKey(IReadOnlyList<string> Ways)
{
    /// <summary>The header <c>x-functions-key</c>.</summary>
    public const string Header = "key";

    /// <summary>The header <c>Authorization: Bearer</c>.</summary>
    public const string Bearer = "bearer";

    private static readonly AskedKey InFront = new([Header]);

    /// <summary>That of a request. A host in front, such as the Functions host, takes the header.</summary>
    public static AskedKey Of(HttpContext context) => context.Features.Get<AskedKey>() ?? InFront;
}
