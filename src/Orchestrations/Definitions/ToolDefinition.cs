using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DurableTeams.Conditions;
using DurableTeams.Definitions.Tools;

namespace DurableTeams.Definitions;

/// <summary>
/// A tool: an HTTP endpoint, all tools of an MCP server, or (without settings of a kind) a registered .NET function of that name.
/// </summary>
public sealed record ToolDefinition
{
    /// <summary>What the tool does; the model reads it. Null takes the registered function's own.</summary>
    public string? Description { get; init; }

    /// <summary>JSON Schema of the arguments object. Null takes the registered function's own, or an empty object.</summary>
    public JsonObject? Parameters { get; init; }

    /// <summary>The endpoint of an HTTP tool.</summary>
    public HttpToolDefinition? Http { get; init; }

    /// <summary>
    /// The MCP server whose tools the entry stands for; the rest of the entry applies to each of these tools.
    /// </summary>
    public McpToolDefinition? Mcp { get; init; }

    /// <summary>
    /// The settings of a kind that has no member here, by the kind's key in team files; null for none.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? KindSettings { get; init; }

    /// <summary>Whether, and how, a person decides before the tool runs.</summary>
    public ApprovalKind Approval { get; init; } = ApprovalKind.None;

    /// <summary>
    /// The condition over a call's arguments (see <see cref="ApprovalCondition"/>) under which the call is gated; null gates
    /// every call.
    /// </summary>
    public string? ApprovalWhen { get; init; }

    /// <summary>What a person fills in: names of top-level parameters; null is all of them.</summary>
    public IReadOnlyList<string>? InputFields { get; init; }

    /// <summary>How a person decides.</summary>
    public ApproveDefinition Approve { get; init; } = new();

    /// <summary>False: the call is never made a second time when its outcome is unknown.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the host never runs the tool: somebody brings the result of each call.</summary>
    [JsonIgnore]
    public bool RunsElsewhere =>
        this is { Approval: ApprovalKind.ExternalExecution, ApprovalWhen: null } && KnownToolKinds.Of(this) is null;
}
