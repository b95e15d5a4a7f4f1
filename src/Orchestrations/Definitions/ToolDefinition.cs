using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DurableTeams.Conditions;

namespace DurableTeams.Definitions;

/// <summary>
/// A tool: an HTTP endpoint, all tools of an MCP server, or (with neither <see cref="Http"/> nor <see cref="Mcp"/>) a registered
/// .NET function of that name.
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
    public bool RunsElsewhere => this is { Approval: ApprovalKind.ExternalExecution, ApprovalWhen: null, Http: null, Mcp: null };
}

/// <summary>Where an HTTP tool's calls go.</summary>
public sealed record HttpToolDefinition
{
    /// <summary>GET sends the arguments as query; POST, PUT, PATCH and DELETE as a JSON body.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The address; may hold <c>${NAME}</c> references.</summary>
    public required string Url { get; init; }

    /// <summary>Headers sent with each call; values may hold <c>${NAME}</c> references and are never shown.</summary>
    // Read into the dictionary that is there, with its comparer.
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public SortedDictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);
}
