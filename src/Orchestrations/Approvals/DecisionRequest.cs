using System.Text.Json;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Approvals;

/// <summary>A decision as a client sends it: well-formed, not yet checked against its requirement.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Decision">One of <see cref="DecisionKinds.All"/>.</param>
/// <param name="Note">The person's note.</param>
/// <param name="Arguments">What replaces the tool's arguments on approve, an object.</param>
/// <param name="By">Who decides.</param>
public sealed record DecisionRequest(
    string RequirementId, string Decision, string? Note = null, JsonElement? Arguments = null, string? By = null)
{
    /// <summary>The platform's principal id of the person who decides, where the platform signed the person in.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The values that were filled in, an object by field.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result of the tool, text or any JSON.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>
    /// Whether <see cref="Result"/> is null because the tool's result is null; has no meaning beside <see cref="Error"/>.
    /// </summary>
    public bool IsNullResult { get; init; }

    /// <summary>Why the tool failed.</summary>
    public string? Error { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request, where it sent one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where the decision came from, for the audit.</summary>
    public string From { get; init; } = "api";
}
