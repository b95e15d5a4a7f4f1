using System.Text.RegularExpressions;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks the address of a tool's server, and the headers that the server is sent.</summary>
internal static partial class EndpointCheck
{
    private static readonly string[] OwnHeaders = ["Idempotency-Key", "Content-Length", "Transfer-Encoding", "Connection"];

    public static void Check(
        string url, SortedDictionary<string, string> headers, string path, Findings findings, DefinitionScope scope)
    {
        if (url.Length == 0)
        {
            findings.Report($"{path}/url", "'url' is missing; write an address such as https://example.com/send");
        }
        else if (AddressCheck.Problem(url, scope.Environment) is { } problem)
        {
            findings.Report($"{path}/url", $"'url' {problem}");
        }

        Headers(headers, path, findings);
    }

    /// <summary>Checks headers that calls carry; those of the host's own, and the further ones, cannot be set.</summary>
    public static void Headers(
        SortedDictionary<string, string> headers, string path, Findings findings, params IReadOnlyList<string> own)
    {
        foreach (var (header, value) in headers)
        {
            var at = $"{path}/headers/{header}";
            if (!Token().IsMatch(header)) findings.Report(at, $"'{header}' cannot be the name of a header");
            else if (OwnHeaders.Concat(own).Contains(header, StringComparer.OrdinalIgnoreCase))
            {
                findings.Report(at, $"the header '{header}' is set by the host; remove it");
            }

            if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
            {
                findings.Report(at, $"the header '{header}' holds a line break or another character that is not printable ASCII");
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
