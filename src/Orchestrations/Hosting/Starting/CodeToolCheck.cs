using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Hooks;
using DurableTeams.Tools.Functions;

namespace DurableTeams.Hosting.Starting;

/// <summary>What code says of its tools is checked as team files are; and a hook is a hook of something.</summary>
internal sealed partial class CodeToolCheck(
    IEnumerable<RegisteredTool> tools,
    IEnumerable<RegisteredHook> hooks,
    IDefinitionEnvironment environment,
    IEnumerable<INotificationMailer> mailers) : IStartCheck
{
    private static readonly Type[] HookTypes = [typeof(IModelCallHook), typeof(IToolCallHook), typeof(IRunHook)];

    public IEnumerable<DefinitionError> Check() =>
    [
        .. tools.SelectMany(Of),
        .. hooks.Where(hook => !HookTypes.Any(hook.Type.IsAssignableTo)).Select(hook => new DefinitionError(
            $"AddHook({hook.Name})", 0,
            $"'{hook.Name}' is a hook of nothing; implement {string.Join(", ", HookTypes.Select(type => type.Name))}")),
    ];

    private IReadOnlyList<DefinitionError> Of(RegisteredTool tool)
    {
        var name = tool.Function.Name;
        var findings = new Findings($"AddTool({name})");
        foreach (var error in tool.Options.Errors) findings.ReportAt(0, error);
        if (!Callable().IsMatch(name))
            findings.ReportAt(0, $"models cannot call '{name}'; name the function with 1 to 64 of a-z, A-Z, 0-9, _ and -");
        // Fields are those of the function where code gives no schema.
        var definition = tool.Options.Definition with
        {
            Parameters = tool.Options.Definition.Parameters ?? SchemaOf(tool),
        };
        ToolCheck.Check(name, definition, "", findings, new DefinitionScope(
            new HashSet<string>(StringComparer.Ordinal) { name }, environment, SendsMail: mailers.Any()));
        return findings.Errors;
    }

    // A function that describes nothing takes any object.
    private static JsonObject? SchemaOf(RegisteredTool tool)
    {
        var own = JsonObject.Create(tool.Function.JsonSchema);
        own?.TryAdd("type", "object");
        return own;
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Callable();
}
