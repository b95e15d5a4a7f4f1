using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>
/// Tool names in the form that providers accept: ASCII letters, digits, <c>_</c> and <c>-</c>, at most 64. Models invent
/// others.
/// </summary>
internal static class ProviderToolNames
{
    private const int MaxLength = 64;
    private const int HashLength = 8;

    /// <summary>
    /// The name itself where providers accept it. Otherwise its accepted characters with a part of its hash, so that two names
    /// stay two. The same name always gives the same result.
    /// </summary>
    public static string Clean(string name)
    {
        if (name.Length is > 0 and <= MaxLength && name.All(IsTaken)) return name;
        var most = MaxLength - HashLength - 1;
        var start = name.Length <= most ? name : name[..most];
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
        return $"{string.Concat(start.Select(c => IsTaken(c) ? c : '_'))}_{hash}";
    }

    /// <summary>
    /// The names of the tools that a request offers: a server that accepts them there accepts them everywhere.
    /// </summary>
    public static IReadOnlySet<string> Offered(ChatOptions? options) =>
        options?.Tools?.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal) ?? [];

    private static bool IsTaken(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
