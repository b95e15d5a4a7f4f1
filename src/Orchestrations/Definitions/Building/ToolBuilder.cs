using DurableTeams.Definitions;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Tools;

namespace DurableTeams;

/// <summary>Makes a tool of a team in code.</summary>
public sealed class ToolBuilder
{
    private ToolDefinition _tool = new();

    internal ToolBuilder()
    {
    }

    /// <summary>What the tool does; models read it.</summary>
    public ToolBuilder Description(string description) => With(_tool with { Description = description });

    /// <summary>JSON Schema of the tool's arguments.</summary>
    public ToolBuilder Parameters(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return With(_tool with { Parameters = schema.DeepClone().AsObject() });
    }

    /// <summary>JSON Schema of the tool's arguments, as JSON text.</summary>
    public ToolBuilder Parameters(string schema) =>
        Parameters(
            JsonNode.Parse(schema) as JsonObject ?? throw new JsonException("The parameters of a tool are a JSON object."));

    /// <summary>Calls an endpoint, with the arguments as query.</summary>
    public ToolBuilder Get(string url) => Http("GET", url);

    /// <summary>Calls an endpoint, with the arguments as JSON body.</summary>
    public ToolBuilder Post(string url) => Http("POST", url);

    /// <summary>Calls an endpoint.</summary>
    public ToolBuilder Http(string method, string url)
    {
        var headers = _tool.Http?.Headers ?? new(StringComparer.OrdinalIgnoreCase);
        return With(_tool with { Http = new HttpToolDefinition { Method = method, Url = url, Headers = headers } });
    }

    /// <summary>
    /// Stands for all tools of an MCP server. A person confirms each call of the tools in <paramref name="gated"/> (the
    /// server's names).
    /// </summary>
    public ToolBuilder Mcp(string url, params string[] gated)
    {
        ArgumentNullException.ThrowIfNull(gated);
        var headers = _tool.Mcp?.Headers ?? new(StringComparer.OrdinalIgnoreCase);
        string[]? names = gated.Length == 0 ? null : [.. gated];
        return With(_tool with { Mcp = new McpToolDefinition { Url = url, Headers = headers, Gated = names } });
    }

    /// <summary>Sends a header with each call; after <see cref="Http"/> or <see cref="Mcp"/>.</summary>
    public ToolBuilder Header(string name, string value)
    {
        if (_tool.Mcp is { } mcp)
        {
            var sent = new SortedDictionary<string, string>(mcp.Headers, StringComparer.OrdinalIgnoreCase) { [name] = value };
            return With(_tool with { Mcp = mcp with { Headers = sent } });
        }

        if (_tool.Http is null)
        {
            throw new InvalidOperationException("A header belongs to an endpoint: call Get, Post, Http or Mcp first.");
        }

        var headers = new SortedDictionary<string, string>(
            _tool.Http.Headers, StringComparer.OrdinalIgnoreCase) { [name] = value };
        return With(_tool with { Http = _tool.Http with { Headers = headers } });
    }

    /// <summary>A person approves or rejects each call before it is made.</summary>
    public ToolBuilder Confirmation(bool allowEdit = false) =>
        With(_tool with { Approval = ApprovalKind.Confirmation, Approve = _tool.Approve with { AllowEdit = allowEdit } });

    /// <summary>
    /// As <see cref="Confirmation(bool)"/>, for calls whose arguments meet a condition such as <c>amount > 1000</c>.
    /// </summary>
    public ToolBuilder ConfirmationWhen(string condition, bool allowEdit = false) =>
        With(_tool with
        {
            Approval = ApprovalKind.Confirmation,
            ApprovalWhen = condition,
            Approve = _tool.Approve with { AllowEdit = allowEdit }
        });

    /// <summary>A person fills in these parameters before each call; all parameters where none are named.</summary>
    public ToolBuilder UserInput(params string[] fields) =>
        With(_tool with { Approval = ApprovalKind.UserInput, InputFields = fields is { Length: > 0 } ? fields : null });

    /// <summary>A person or system elsewhere makes each call and brings its result.</summary>
    public ToolBuilder ExternalExecution() => With(_tool with { Approval = ApprovalKind.ExternalExecution });

    /// <summary>
    /// Changes how decisions are taken: <c>.Approve(a => a with { Expires = TimeSpan.FromHours(24), Quorum = 2 })</c>.
    /// </summary>
    public ToolBuilder Approve(Func<ApproveDefinition, ApproveDefinition> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(_tool with { Approve = change(_tool.Approve) });
    }

    /// <summary>False: a call is never made a second time when its outcome is unknown.</summary>
    public ToolBuilder Repeatable(bool repeatable) => With(_tool with { Repeatable = repeatable });

    /// <summary>How long one attempt may take.</summary>
    public ToolBuilder Timeout(TimeSpan timeout) => With(_tool with { Timeout = timeout });

    internal ToolDefinition Build() => _tool;

    private ToolBuilder With(ToolDefinition changed)
    {
        _tool = changed;
        return this;
    }
}
