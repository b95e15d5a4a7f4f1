using System.Text.RegularExpressions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a tool.</summary>
internal static partial class ToolCheck
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] OwnHeaders = ["Idempotency-Key", "Content-Length", "Transfer-Encoding", "Connection"];

    public static void Check(string name, ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
        if (BuiltInToolNames.All.Contains(name)) findings.Report(path, BuiltInToolNames.Reason(name));
        ApproveCheck.Check(tool, path, findings, scope);
        if (tool.Parameters is not null) SchemaCheck.Check(tool.Parameters, $"{path}/parameters", findings);
        SettingsCheck.Time(tool.Timeout, $"{path}/timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), findings);
        if (tool.Mcp is not null) McpToolCheck.Check(tool, tool.Mcp, path, findings, scope);
        else if (tool.Http is not null) Http(tool, tool.Http, path, findings, scope);
        else if (scope.Functions is not null && !scope.Functions.Contains(name) && tool.RunsElsewhere)
            Described(tool, path, findings);
            else if (scope.Functions is not null && !scope.Functions.Contains(name))
            {
                var hint = WordSuggestion.Hint(name, scope.Functions.Order(StringComparer.Ordinal));
                var conditional = tool.Approval == ApprovalKind.ExternalExecution
                    ? ", which runs the calls that 'when' lets pass"
                    : "";
                findings.Report(
                    path, $"tool '{name}' has no 'http' or 'mcp'{conditional}, and no function of that name is registered{hint}");
            }
    }

    private static void Described(ToolDefinition tool, string path, Findings findings)
    {
        if (!string.IsNullOrWhiteSpace(tool.Description)) return;
        findings.Report($"{path}/description", "'description' is missing; say what the tool does, models choose by it");
    }

    private static void Http(ToolDefinition tool, HttpToolDefinition http, string path, Findings findings, DefinitionScope scope)
    {
        Described(tool, path, findings);
        // A registered function may be gated by its own type; an endpoint is gated by its entry alone.
        if (tool.Approve != new ApproveDefinition() && tool.Approval == ApprovalKind.None)
        {
            findings.Report($"{path}/approve", "'approve' has no effect without 'approval: confirmation'");
        }

        if (!Methods.Contains(http.Method, StringComparer.Ordinal))
        {
            findings.Report($"{path}/http/method", $"unknown method '{http.Method}'{WordSuggestion.Hint(http.Method, Methods)}");
        }

        Endpoint(http.Url, http.Headers, $"{path}/http", findings, scope);
    }

    /// <summary>Checks an address and the headers sent to it.</summary>
    public static void Endpoint(
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

        foreach (var (header, value) in headers)
        {
            var at = $"{path}/headers/{header}";
            if (!Token().IsMatch(header)) findings.Report(at, $"'{header}' cannot be the name of a header");
            else if (OwnHeaders.Contains(header, StringComparer.OrdinalIgnoreCase))
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
