using System.Text.Json;

namespace DurableTeams.Approvals;

/// <summary>A decision as a client sends it: well-formed, not yet checked against its requirement.</summary>
/// <param name="RequirementId">The requirement.</param>
/// <param name="Decision">One of <see cref="DecisionWords.All"/>.</param>
/// <param name="Note">The person's note.</param>
/// <param name="Arguments">What replaces the tool's arguments, an object.</param>
/// <param name="By">Who decides.</param>
public sealed record DecisionRequest(string RequirementId, string Decision, string? Note = null, JsonElement? Arguments = null, string? By = null);
