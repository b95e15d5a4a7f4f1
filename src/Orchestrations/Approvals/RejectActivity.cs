using DurableTeams.Runs;
using DurableTeams.Storage;
using Microsoft.DurableTask;

namespace DurableTeams.Approvals;

/// <summary>Answers a call that a person rejected, with the person's note, so that the member's model knows.</summary>
public sealed class RejectActivity(IRunStore store) : TaskActivity<RejectInput, bool>
{
    /// <inheritdoc/>
    public override async Task<bool> RunAsync(TaskActivityContext context, RejectInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var requirement = await store.FindRequirementAsync(input.RequirementId)
            ?? throw new InvalidOperationException($"Requirement '{input.RequirementId}' is not in the store.");
        var note = string.IsNullOrWhiteSpace(requirement.Note) ? string.Empty : $" The person's note: {requirement.Note}";
        await store.CommitAsync(new RunChange(input.Agent.RunId, input.At)
        {
            Messages = [new MessageRecord
            {
                MemberRunId = input.Agent.MemberRunId,
                Turn = input.Call.Turn,
                Slot = 1 + input.Call.Index,
                Role = "tool",
                CallId = requirement.Tool.CallId,
                Text = $"Rejected: a person did not allow this call, and it was not made.{note}",
                Status = ToolCallStatus.Rejected,
                Attempts = 0,
            }],
            Delivered = [input.RequirementId],
        });
        return true;
    }
}
