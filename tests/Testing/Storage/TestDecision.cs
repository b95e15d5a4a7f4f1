using DurableTeams.Storage.Records;
using DurableTeams.Testing.Json;

namespace DurableTeams.Testing.Storage;

/// <summary>What people decide on requirements.</summary>
public static class TestDecision
{
    public static DecisionRecord Approve(
        RequirementRecord requirement, string? note = null, string? arguments = null, string? by = "ada", int second = 9) =>
        new(
            requirement.RequirementId, "approve", TestTime.At(second), note,
            arguments is null ? null : JsonText.Parse(arguments), by);

    public static DecisionRecord Reject(RequirementRecord requirement, string? note = null, string? by = "ada", int second = 9) =>
        new(requirement.RequirementId, "reject", TestTime.At(second), note, null, by);
}
