using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Tools.Functions;

/// <summary>
/// Registered .NET functions. A function runs in a service scope of its own (<see cref="AIFunctionArguments.Services"/>) and
/// finds its call in <see cref="ToolCallContext"/>. An entry of its name in a team file may add a description, parameters and
/// approval, and these win. An entry without approval does not remove a gate of the code
/// (<see cref="ApprovalRequiredAIFunction"/>).
/// </summary>
internal sealed class FunctionTool : IToolKind
{
    private readonly Dictionary<string, RegisteredTool> _functions = new(StringComparer.Ordinal);
    private readonly IServiceScopeFactory _scopes;

    public FunctionTool(IEnumerable<RegisteredTool> tools, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        foreach (var tool in tools) _functions.Add(tool.Function.Name, tool);
    }

    public ToolSource Source => new("function");

    public ToolDescription? Describe(TeamDefinition team, string toolName)
    {
        if (!_functions.TryGetValue(toolName, out var registered)) return null;
        var function = registered.Function;
        team.Tools.TryGetValue(toolName, out var written);
        if (written is not null && KnownToolKinds.Of(written) is not null) return null;
        var approval = written?.Approval is { } chosen and not ApprovalKind.None ? chosen
            : registered.ApproveWhen is null && function.GetService<ApprovalRequiredAIFunction>() is null ? ApprovalKind.None
            : ApprovalKind.Confirmation;
        var parameters = written?.Parameters is { } own ? ToolSchemas.Of(own) : function.JsonSchema;
        var definition = (written ?? new ToolDefinition()) with { Approval = approval };
        // A predicate cannot open a gate of the team file.
        var when = written?.Approval is { } byFile and not ApprovalKind.None ? null : registered.ApproveWhen;
        return new ToolDescription(toolName, written?.Description ?? function.Description, parameters, approval, definition, when)
        {
            Origin = new ToolOrigin(Source, toolName),
        };
    }

    // On a thread of its own, since the timeout must hold for functions that block, too.
    public Task<ToolOutcome> InvokeAsync(
        ToolDescription tool, ToolInvocation invocation, ToolAttempt attempt, CancellationToken cancellationToken) =>
        Task.Run(() => CallAsync(_functions[tool.Name].Function, invocation, cancellationToken), cancellationToken);

    private async Task<ToolOutcome> CallAsync(AIFunction function, ToolInvocation invocation, CancellationToken cancellationToken)
    {
        var scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var arguments = new AIFunctionArguments
            {
                Services = scope.ServiceProvider,
                Context = new Dictionary<object, object?>
                {
                    [ToolCallContext.IdempotencyKey] = invocation.IdempotencyKey,
                    [ToolCallContext.RunId] = invocation.RunId,
                    [ToolCallContext.MemberRunId] = invocation.MemberRunId,
                },
            };
            foreach (var argument in invocation.Arguments.EnumerateObject()) arguments[argument.Name] = argument.Value;
            var result = await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
            return new ToolOutcome(Text(result, function.JsonSerializerOptions), Succeeded: true);
        }
    }

    private static string Text(object? result, JsonSerializerOptions options) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
        // By the function's own rules, but on one line: models pay for every space.
        _ => JsonSerializer.Serialize(JsonSerializer.SerializeToElement(result, options), ContractJson.Compact),
    };
}
