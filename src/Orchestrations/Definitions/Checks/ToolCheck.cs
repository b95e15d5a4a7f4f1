using DurableTeams.Definitions.Modes;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks a tool: what all kinds have in common here, the rest by its kind.</summary>
internal static class ToolCheck
{
    /// <param name="name">The tool's name.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="path">Its place.</param>
    /// <param name="findings">Takes the errors.</param>
    /// <param name="scope">What it is checked against.</param>
    /// <param name="team">The team; null for a tool of code, which is for every team.</param>
    public static void Check(
        string name, ToolDefinition tool, string path, Findings findings, DefinitionScope scope, TeamDefinition? team = null)
    {
        if (BuiltInToolNames.All.Contains(name)) findings.Report(path, BuiltInToolNames.Reason(name));
        ApproveCheck.Check(tool, path, findings, scope);
        if (tool.Parameters is not null) SchemaCheck.Check(tool.Parameters, $"{path}/parameters", findings);
        SettingsCheck.Time(tool.Timeout, $"{path}/timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), findings);
        if (KnownToolKinds.Of(tool) is { } kind)
        {
            if (KnownToolKinds.All.First(other => other.IsIn(tool)) is var first && first != kind)
                findings.Report($"{path}/{first.Key}", $"a tool has '{first.Key}' or '{kind.Key}', not both; remove one");
            kind.Check(tool, path, findings, scope);
        }
        else if (scope.Functions is not null && !scope.Functions.Contains(name))
        {
            if (tool.RunsElsewhere) RequireDescription(tool, path, findings);
            else if (IsOfAgents(name, tool, team)) OfAgents(tool, path, findings);
            else NoFunction(name, tool, path, findings, scope.Functions);
        }
    }

    /// <summary>Reports a tool without a description, where no server or function describes the tool.</summary>
    public static void RequireDescription(ToolDefinition tool, string path, Findings findings)
    {
        if (!string.IsNullOrWhiteSpace(tool.Description)) return;
        findings.Report($"{path}/description", "'description' is missing; say what the tool does, models choose by it");
    }

    /// <summary>
    /// Whether an entry says how people are asked about a call that an agent in code makes itself: nobody is offered the tool.
    /// </summary>
    private static bool IsOfAgents(string name, ToolDefinition tool, TeamDefinition? team) =>
        tool.Approval == ApprovalKind.Confirmation && team?.Members.Any(member => member.Agent is not null) == true
            && team.Members.All(member => !member.Tools.Contains(name, StringComparer.Ordinal));

    private static void OfAgents(ToolDefinition tool, string path, Findings findings)
    {
        if (tool.ApprovalWhen is not null)
            findings.Report(
                $"{path}/approval/when", "an agent in code says itself which of its calls it asks about; remove 'when'");
        if (tool.Approve.AllowEdit)
        {
            findings.Report(
                $"{path}/approve/allowEdit",
                "an agent in code makes the call that it asked about, with no other arguments; remove 'allowEdit'");
        }
    }

    private static void NoFunction(
        string name, ToolDefinition tool, string path, Findings findings, IReadOnlySet<string> functions)
    {
        var keys = string.Join(" or ", KnownToolKinds.Keys.Select(key => $"'{key}'"));
        var conditional = tool.Approval == ApprovalKind.ExternalExecution
            ? ", which runs the calls that 'when' lets pass"
            : "";
        var hint = WordSuggestion.Hint(name, functions.Order(StringComparer.Ordinal));
        findings.Report(path, $"tool '{name}' has no {keys}{conditional}, and no function of that name is registered{hint}");
    }
}
