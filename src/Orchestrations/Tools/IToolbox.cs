using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Storage.Records;

namespace DurableTeams.Tools;

/// <summary>The tools of a team: describes them for models, and calls them.</summary>
public interface IToolbox
{
    /// <summary>
    /// What an HTTP tool or function is to a model and to the orchestrations; null if the definition and the registered functions
    /// know none of this name.
    /// </summary>
    ToolDescription? Describe(TeamDefinition team, string toolName);

    /// <summary>
    /// The tools behind the names that an agent lists, in their order. The name of an MCP server stands for many tools. Unknown
    /// names are left out.
    /// </summary>
    /// <exception cref="ModelException">An MCP server cannot be reached or used; transient where a later attempt may
    /// help.</exception>
    ValueTask<IReadOnlyList<ToolDescription>> ListAsync(
        TeamDefinition team, IReadOnlyList<string> listed, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<ToolDescription>>(
            [.. listed.Select(name => Describe(team, name)).OfType<ToolDescription>()]);

    /// <summary>
    /// The tool that an agent's call names, by what is known without asking anyone: an MCP server that was not listed yet
    /// is taken to have it, its gate being the definition's to say. Null if no listed name stands for it.
    /// </summary>
    ToolDescription? Find(TeamDefinition team, IReadOnlyList<string> listed, string toolName) =>
        listed.Contains(toolName, StringComparer.Ordinal) ? Describe(team, toolName) : null;

    /// <summary>The tool that a call is bound to, by what is known without asking anyone; null if it is not there.</summary>
    ToolDescription? Find(TeamDefinition team, string toolName, ToolBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Describe(team, binding.Entry);
    }

    /// <summary>The names that an agent can call, by what is known without asking anyone.</summary>
    IReadOnlyList<string> NamesOf(TeamDefinition team, IReadOnlyList<string> listed) => listed;

    /// <summary>Whether a definition has what a call is bound to, by what is known without asking anyone.</summary>
    /// <param name="team">The definition.</param>
    /// <param name="listed">The names that the agent lists in it.</param>
    /// <param name="toolName">The name in the call.</param>
    /// <param name="binding">What the call is bound to; null where that is not recorded.</param>
    bool Defines(TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding) =>
        Find(team, listed, toolName) is not null;

    /// <summary>
    /// What has become of the tool that a call is bound to; asks its MCP server. A call that was recorded without a binding is
    /// taken for the one tool that can have had its name, if there is one alone.
    /// </summary>
    ValueTask<ToolStanding> StandAsync(
        TeamDefinition team, IReadOnlyList<string> listed, string toolName, ToolBinding? binding,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Find(team, listed, toolName) is { } tool ? ToolStanding.Ready(tool) : ToolStanding.Gone);

    /// <summary>Calls a tool once. Never throws for what the tool does; throws only when cancelled.</summary>
    Task<ToolOutcome> InvokeAsync(TeamDefinition team, ToolInvocation invocation, CancellationToken cancellationToken = default);
}

/// <summary>A tool as an agent is offered it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">JSON Schema of its arguments object.</param>
/// <param name="Approval">Its gate.</param>
/// <param name="Definition">Its definition; for a registered function that the file does not mention, a default one.</param>
/// <param name="When">A predicate over the arguments, in code, that gates the call; null gates every call.</param>
public sealed record ToolDescription(
    string Name, string Description, JsonElement Parameters, ApprovalKind Approval, ToolDefinition Definition,
    Func<JsonElement, bool>? When = null)
{
    /// <summary>What it is, whatever it is called; null where a toolbox does not say.</summary>
    public ToolOrigin? Origin { get; init; }

    /// <summary>
    /// Whether the definition alone says what the tool is, so that it stays the same for a run, which is pinned to its
    /// definition. A server or a deployment can change a tool that is not pinned.
    /// </summary>
    public bool IsPinned { get; init; }

    /// <summary>How often a call is tried; null leaves that to <c>retry.tool.attempts</c> of the team.</summary>
    public int? Attempts { get; init; }

    /// <summary>Whether the tool is code of this program, which is told for whom it works.</summary>
    internal bool IsCode { get; init; }
}

/// <summary>What a tool is, whatever it is called.</summary>
/// <param name="Source">What kind of tool it is.</param>
/// <param name="Entry">The entry of the team file, or the function's name.</param>
/// <param name="Tool">The tool's name at its MCP server; null for other kinds.</param>
public sealed record ToolOrigin(ToolSource Source, string Entry, string? Tool = null);

/// <summary>One attempt of a call.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments, an object valid against its schema.</param>
/// <param name="IdempotencyKey">The same on every attempt of the call.</param>
/// <param name="RunId">The run.</param>
/// <param name="MemberRunId">The member run.</param>
/// <param name="Listed">The names that the agent lists; where <paramref name="Tool"/> is null, no MCP tool is found without
/// them.</param>
/// <param name="Tool">What is called, as <see cref="IToolbox.StandAsync"/> found it; null looks for the one tool that can have
/// the name.</param>
public sealed record ToolInvocation(
    string Name,
    JsonElement Arguments,
    string IdempotencyKey,
    string RunId,
    string MemberRunId,
    IReadOnlyList<string>? Listed = null,
    ToolDescription? Tool = null)
{
    /// <summary>What a function is told of the call; null where only the values above are known.</summary>
    public ToolCallContext? Context { get; init; }

    /// <summary>What is known of a call whose context nobody gave.</summary>
    internal ToolCallContext Minimal() => new()
    {
        Tool = Name,
        Arguments = Arguments,
        IdempotencyKey = IdempotencyKey,
        RunId = RunId,
        MemberRunId = MemberRunId,
    };
}

/// <summary>How an attempt ended.</summary>
/// <param name="Text">The result, or the error, as text for the model.</param>
/// <param name="Succeeded">Whether the text is the result.</param>
/// <param name="Transient">Whether trying again may help (408, 429, 5xx, a broken connection, a timeout).</param>
/// <param name="Unknown">Whether the tool may have done its work in spite of the failure (a timeout, a connection that broke
/// after the call was sent, 408, 5xx).</param>
public sealed record ToolOutcome(string Text, bool Succeeded, bool Transient = false, bool Unknown = false)
{
    /// <summary>
    /// How long the tool asks to wait before the next attempt (<c>Retry-After</c>); null where it does not say.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }
}
