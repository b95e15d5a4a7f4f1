using System.Text.RegularExpressions;
using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// The version that a request speaks (A2A 1.0, section 3.6): in a header, or in the query; with neither it is 0.3.
/// </summary>
internal static partial class A2AVersion
{
    /// <summary>The version that is spoken.</summary>
    public const string Spoken = "1.0";

    private const string Header = "A2A-Version";
    private const int MaxShown = 20;

    /// <summary>Refuses a request in another version.</summary>
    /// <exception cref="ApiException">400, with the version's name.</exception>
    public static void Check(HttpRequest request)
    {
        var named = request.Headers[Header].ToString();
        if (string.IsNullOrWhiteSpace(named)) named = request.Query[Header].ToString();
        named = named.Trim();
        if (Same().IsMatch(named)) return;
        throw new ApiException(
            400, "unknownVersion",
            named.Length == 0
                ? $"A request without the header {Header} is one of A2A 0.3, which is not spoken here; send {Header}: {Spoken}."
                : $"A2A {named[..Math.Min(named.Length, MaxShown)]} is not spoken here; send {Header}: {Spoken}.",
            Header);
    }

    // Patch versions make no difference.
    [GeneratedRegex(@"^1\.0(\.\d{1,9})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Same();
}
