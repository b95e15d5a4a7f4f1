using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.Functions;

/// <summary>A .NET function that members can call by its name.</summary>
internal sealed partial class RegisteredTool
{
    private static readonly ToolDefinition Unsaid = new();

    /// <summary>A function, with what code says of it as a tool.</summary>
    public RegisteredTool(AIFunction function, Action<ToolOptions>? configure = null)
    {
        Function = function;
        Options = ToolOptions.Of(function);
        configure?.Invoke(Options);
    }

    /// <summary>The function.</summary>
    public AIFunction Function { get; }

    /// <summary>
    /// The function's name as tools are usually named, where it is the name of a method: <c>SearchArchive</c> is also
    /// <c>search_archive</c>. The compiler's name of a local function has the written one in it.
    /// </summary>
    public string SnakeName
    {
        get
        {
            var written = Function.UnderlyingMethod is { } method ? LocalFunction().Match(method.Name) : Match.Empty;
            var own = written.Success && Function.Name.Contains(written.Groups[1].Value, StringComparison.Ordinal);
            return JsonNamingPolicy.SnakeCaseLower.ConvertName(own ? written.Groups[1].Value : Function.Name);
        }
    }

    /// <summary>What the function's type, its method's attribute and code say of it.</summary>
    public ToolOptions Options { get; }

    /// <summary>
    /// What holds where a team file has an entry of the function's name: what the entry says, else what code says. An entry that
    /// leaves a value at its default says nothing of it; <c>repeatable</c> is true only if both say so.
    /// </summary>
    public ToolDefinition With(ToolDefinition? written)
    {
        var code = Options.Definition;
        if (written is null) return code;
        var gated = written.Approval != ApprovalKind.None;
        return written with
        {
            Description = written.Description ?? code.Description,
            Parameters = written.Parameters ?? code.Parameters,
            Approval = gated ? written.Approval : code.Approval,
            ApprovalWhen = gated ? written.ApprovalWhen : code.ApprovalWhen,
            InputFields = gated ? written.InputFields : code.InputFields,
            Approve = written.Approve == Unsaid.Approve ? code.Approve : written.Approve,
            Repeatable = written.Repeatable && code.Repeatable,
            Timeout = written.Timeout == Unsaid.Timeout ? code.Timeout : written.Timeout,
        };
    }

    // As the C# compiler writes it: <Outer>g__Inner|0_0.
    [GeneratedRegex(@">g__(\w+?)(?:Async)?\|")]
    private static partial Regex LocalFunction();
}
