using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams;

/// <summary>
/// What code says of a .NET function as a tool: all that a team file can say. An entry of the function's name in a team file
/// wins where it says something. A value that cannot be is found when the host starts.
/// </summary>
public sealed class ToolOptions
{
    private readonly List<string> _errors = [];

    internal ToolOptions()
    {
    }

    internal ToolDefinition Definition { get; private set; } = new();

    internal Func<JsonElement, bool>? Predicate { get; private set; }

    internal int? MaxAttempts { get; private set; }

    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>What the tool does, in place of the function's own description; models choose by it.</summary>
    public ToolOptions Description(string description) => With(Definition with { Description = description });

    /// <summary>JSON Schema of the arguments object, in place of the function's own.</summary>
    public ToolOptions Parameters(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return With(Definition with { Parameters = schema.DeepClone().AsObject() });
    }

    /// <summary>A person approves or rejects each call before it is made.</summary>
    /// <param name="allowEdit">Whether the person may replace the arguments.</param>
    public ToolOptions Confirmation(bool allowEdit = false) =>
        With(Definition with { Approval = ApprovalKind.Confirmation }).AllowEdit(allowEdit);

    /// <summary>A person fills in these parameters before each call; all parameters where none are named.</summary>
    public ToolOptions UserInput(params string[] fields) => With(
        Definition with { Approval = ApprovalKind.UserInput, InputFields = fields is { Length: > 0 } ? [.. fields] : null });

    /// <summary>
    /// A person or system elsewhere makes each call and brings its result. The function is called only where <c>When</c> lets a
    /// call pass.
    /// </summary>
    public ToolOptions ExternalExecution() => With(Definition with { Approval = ApprovalKind.ExternalExecution });

    /// <summary>
    /// Only these calls wait for a person; a confirmation where nothing else is said. The predicate is asked once for each call,
    /// when the model has made it, with the arguments that would be sent, and its answer is recorded. A predicate that throws
    /// gates the call.
    /// </summary>
    public ToolOptions When(Func<JsonElement, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        Predicate = predicate;
        return Gated();
    }

    /// <summary>Only calls that meet a condition such as <c>amount > 1000</c> wait for a person.</summary>
    public ToolOptions When(string condition)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(condition);
        return Gated().With(Definition with { ApprovalWhen = condition });
    }

    /// <summary>Whether whoever approves may replace the arguments.</summary>
    public ToolOptions AllowEdit(bool allow = true) => With(Definition.Approve with { AllowEdit = allow });

    /// <summary>How long a call waits for a decision, such as <c>24h</c>, and what happens then.</summary>
    public ToolOptions Expires(string after, OnExpiry onExpiry = OnExpiry.Reject) =>
        Time(after, "Expires") is { } time ? Expires(time, onExpiry) : this;

    /// <summary>How long a call waits for a decision, and what happens then.</summary>
    public ToolOptions Expires(TimeSpan after, OnExpiry onExpiry = OnExpiry.Reject) =>
        With(Definition.Approve with { Expires = after, OnExpiry = onExpiry });

    /// <summary>How many different people have to approve, 1 to 100.</summary>
    public ToolOptions Quorum(int people) => With(Definition.Approve with { Quorum = people });

    /// <summary>
    /// Who is told of a new requirement: the address of a webhook, or a target such as <c>NotifyTarget.Slack("${HOOK}")</c>.
    /// </summary>
    public ToolOptions Notify(NotifyTarget target) => With(Definition.Approve with { Notify = target });

    /// <summary>After how long, such as <c>1h</c>, somebody else is told, or the same one again.</summary>
    public ToolOptions EscalateAfter(string after, NotifyTarget? to = null) => Time(after, "EscalateAfter") is { } time
        ? With(Definition.Approve with { EscalateAfter = time, EscalateTo = to })
        : this;

    /// <summary>False: a call is never made a second time when its outcome is unknown; a person is asked.</summary>
    public ToolOptions Repeatable(bool repeatable) => With(Definition with { Repeatable = repeatable });

    /// <summary>How long one attempt may take, such as <c>10s</c>; then the function's token is cancelled.</summary>
    public ToolOptions Timeout(string time) => Time(time, "Timeout") is { } span ? Timeout(span) : this;

    /// <summary>How long one attempt may take; then the function's token is cancelled.</summary>
    public ToolOptions Timeout(TimeSpan time) => With(Definition with { Timeout = time });

    /// <summary>
    /// How often a call is tried, 1 to 100, where a failure may pass: timeouts, broken connections and what a
    /// <see cref="ToolException"/> calls transient. It replaces <c>retry.tool.attempts</c> of the team.
    /// </summary>
    public ToolOptions Attempts(int attempts)
    {
        if (attempts is < 1 or > 100) _errors.Add("Attempts must be 1 to 100");
        MaxAttempts = attempts;
        return this;
    }

    /// <summary>What the function itself says, by its type and its method's attribute.</summary>
    internal static ToolOptions Of(AIFunction function)
    {
        var options = new ToolOptions();
        if (function.GetService<ApprovalRequiredAIFunction>() is not null) options.Gated();
        if (function.UnderlyingMethod?.GetCustomAttribute<RequiresApprovalAttribute>() is not { } asked) return options;
        options.Confirmation(asked.AllowEdit);
        if (asked.When is { } condition) options.When(condition);
        if (asked.Expires is { } after) options.Expires(after, asked.OnExpiry);
        return asked.Quorum == 1 ? options : options.Quorum(asked.Quorum);
    }

    private ToolOptions Gated() => Definition.Approval == ApprovalKind.None
        ? With(Definition with { Approval = ApprovalKind.Confirmation })
        : this;

    private TimeSpan? Time(string text, string member)
    {
        if (Duration.TryParse(text, out var time)) return time;
        _errors.Add($"{member}(\"{text}\") is no duration; write one such as 30s, 10m or 24h");
        return null;
    }

    private ToolOptions With(ApproveDefinition approve) => With(Definition with { Approve = approve });

    private ToolOptions With(ToolDefinition definition)
    {
        Definition = definition;
        return this;
    }
}
