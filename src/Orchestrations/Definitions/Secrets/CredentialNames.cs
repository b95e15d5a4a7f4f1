using System.Text.RegularExpressions;

namespace DurableTeams.Definitions.Secrets;

/// <summary>Finds credentials that stand in a definition as literals, by the usual names of credentials.</summary>
internal static partial class CredentialNames
{
    /// <summary>Whether a header's value is a credential, by the header's name or by a scheme such as <c>Bearer</c>.</summary>
    public static bool IsHeader(string name, string written) =>
        !EnvironmentReferences.IsPure(written) && written.Length > 0 && (Name().IsMatch(name) || Scheme().IsMatch(written));

    /// <summary>Whether a setting of this name holds a credential.</summary>
    public static bool IsCredential(string name) => Name().IsMatch(name);

    /// <summary>The credentials in an address, as they are written.</summary>
    public static IEnumerable<string> InAddress(string address)
    {
        List<string> found = [];
        Change(address, (_, part) =>
        {
            found.Add(part);
            return part;
        });
        return found;
    }

    /// <summary>
    /// The address with each credential in it replaced; the first argument of the function is the credential's number.
    /// </summary>
    public static string Change(string address, Func<int, string, string> change)
    {
        var number = 0;
        return InUrl().Replace(address, match =>
        {
            var value = match.Groups["value"];
            if (EnvironmentReferences.IsPure(value.Value)) return match.Value;
            if (match.Groups["name"] is { Success: true } name && !Name().IsMatch(name.Value)) return match.Value;
            var at = value.Index - match.Index;
            return match.Value[..at] + change(number++, value.Value) + match.Value[(at + value.Length)..];
        });
    }

    [GeneratedRegex(
        @"auth|cookie|token|secret|passw|pwd|credential|signature|\bsig\b|\bcode\b"
            + @"|(?:^|[-_.]|api|access|function|subscription|sas|secret)keys?(?:$|[-_.])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(?:Bearer|Basic|Token|ApiKey) +\S", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    // User info; a query's value; a long part of the path with letters and digits, such as bot123:AbC… of Telegram.
    [GeneratedRegex(
        @"(?<=\A[^:/?#]*://)(?<value>[^/?#@]+)(?=@)"
            + @"|(?<=[?&])(?<name>[^=&#]+)=(?<value>[^&#]+)"
            + @"|(?<=/)(?=[^/?#]*[0-9])(?=[^/?#]*[A-Za-z])(?<value>[^/?#${}.@]{24,})(?=[/?#]|\z)",
        RegexOptions.CultureInvariant)]
    private static partial Regex InUrl();
}
