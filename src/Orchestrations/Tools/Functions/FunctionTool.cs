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
/// finds its call in <see cref="ToolCallContext"/>. An entry of its name in a team file wins where it says something. An entry
/// without approval does not remove a gate of the code.
/// </summary>
internal sealed class FunctionTool : IToolKind
{
    private readonly Dictionary<string, RegisteredTool> _functions = new(StringComparer.Ordinal);
    private readonly IServiceScopeFactory _scopes;

    public FunctionTool(IEnumerable<RegisteredTool> tools, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        // The checks of the start refuse two of one name.
        var all = tools.ToList();
        foreach (var tool in all) _functions.TryAdd(tool.Function.Name, tool);
        foreach (var tool in all) _functions.TryAdd(tool.SnakeName, tool);
    }

    public ToolSource Source => new("function");

    public ToolDescription? Describe(TeamDefinition team, string toolName)
    {
        if (!_functions.TryGetValue(toolName, out var registered)) return null;
        team.Tools.TryGetValue(toolName, out var written);
        if (written is not null && KnownToolKinds.Of(written) is not null) return null;
        var definition = registered.With(written);
        var parameters = definition.Parameters is { } own ? ToolSchemas.Of(own) : registered.Function.JsonSchema;
        // A predicate cannot open a gate of the team file.
        var when = written?.Approval is { } byFile and not ApprovalKind.None ? null : registered.Options.Predicate;
        return new ToolDescription(
            toolName, definition.Description ?? registered.Function.Description, parameters, definition.Approval, definition,
            when)
        {
            Origin = new ToolOrigin(Source, toolName),
            IsCode = true,
            Attempts = registered.Options.MaxAttempts,
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
            var context = invocation.Context ?? invocation.Minimal();
            var arguments = new AIFunctionArguments
            {
                Services = scope.ServiceProvider,
                Context = new Dictionary<object, object?> { [typeof(ToolCallContext)] = context },
            };
            foreach (var argument in invocation.Arguments.EnumerateObject()) arguments[argument.Name] = argument.Value;
            context.Enter();
            var result = await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
            return new ToolOutcome(Text(result, function.JsonSerializerOptions), Succeeded: true);
        }
    }

    private static string Text(object? result, JsonSerializerOptions options) => result switch
    {
        null => "",
        string text => text,
        AIContent content => Text(content),
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(Text)),
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "",
        // By the function's own rules, but on one line: models pay for every space.
        _ => JsonSerializer.Serialize(JsonSerializer.SerializeToElement(result, options), ContractJson.Compact),
    };

    private static string Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        ErrorContent error => error.Message ?? "",
        _ => $"({content.GetType().Name}: models are told texts alone)",
    };
}
