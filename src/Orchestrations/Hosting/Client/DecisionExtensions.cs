using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Services;

namespace DurableTeams;

/// <summary>
/// One method for each decision that a person can take. All return the run after the decision; what they throw is said at
/// <see cref="IDurableTeams.DecideAsync"/>.
/// </summary>
public static class DecisionExtensions
{
    /// <summary>
    /// Approves a call: it is made with the arguments that were shown, or with others where the tool allows that.
    /// </summary>
    /// <param name="teams">The teams.</param>
    /// <param name="requirementId">The requirement.</param>
    /// <param name="by">Who decides; counts once in a quorum.</param>
    /// <param name="arguments">The whole arguments instead of those shown, a JSON object.</param>
    /// <param name="note">A note, kept with the decision.</param>
    /// <param name="cancellationToken">Ends the call; a decision that is stored by then stands.</param>
    public static Task<RunView> ApproveAsync(
        this IDurableTeams teams, string requirementId, string? by = null, JsonElement? arguments = null, string? note = null,
        CancellationToken cancellationToken = default) =>
        Decide(teams, new DecisionRequest(requirementId, "approve", note, arguments, by), cancellationToken);

    /// <summary>Rejects a call: the model is told so, with the note.</summary>
    public static Task<RunView> RejectAsync(
        this IDurableTeams teams, string requirementId, string? by = null, string? note = null,
        CancellationToken cancellationToken = default) =>
        Decide(teams, new DecisionRequest(requirementId, "reject", note, By: by), cancellationToken);

    /// <summary>Fills in the fields that a call asks for.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="requirementId">The requirement.</param>
    /// <param name="values">The values, by field.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Ends the call; a decision that is stored by then stands.</param>
    public static Task<RunView> AnswerAsync(
        this IDurableTeams teams, string requirementId, IReadOnlyDictionary<string, object?> values, string? by = null,
        CancellationToken cancellationToken = default) =>
        Decide(
            teams,
            new DecisionRequest(requirementId, "answer", By: by) { Values = JsonSerializer.SerializeToElement(values) },
            cancellationToken);

    /// <summary>Brings the result of a call that was made elsewhere.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="requirementId">The requirement.</param>
    /// <param name="result">The result: text, or what is written as JSON.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Ends the call; a decision that is stored by then stands.</param>
    public static Task<RunView> BringResultAsync(
        this IDurableTeams teams, string requirementId, object? result, string? by = null,
        CancellationToken cancellationToken = default) =>
        Decide(teams, WithResult(new DecisionRequest(requirementId, "result", By: by), result), cancellationToken);

    /// <summary>Says that a call that was to be made elsewhere failed.</summary>
    public static Task<RunView> BringErrorAsync(
        this IDurableTeams teams, string requirementId, string error, string? by = null,
        CancellationToken cancellationToken = default) =>
        Decide(teams, new DecisionRequest(requirementId, "result", By: by) { Error = error }, cancellationToken);

    /// <summary>Makes a call again whose outcome is unknown.</summary>
    public static Task<RunView> RetryCallAsync(
        this IDurableTeams teams, string requirementId, string? by = null, CancellationToken cancellationToken = default) =>
        Decide(teams, new DecisionRequest(requirementId, "retry", By: by), cancellationToken);

    /// <summary>Does not make a call again whose outcome is unknown.</summary>
    /// <param name="teams">The teams.</param>
    /// <param name="requirementId">The requirement.</param>
    /// <param name="result">What the call did, where a person knows; null leaves the model without a result.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Ends the call; a decision that is stored by then stands.</param>
    public static Task<RunView> SkipCallAsync(
        this IDurableTeams teams, string requirementId, object? result = null, string? by = null,
        CancellationToken cancellationToken = default)
    {
        var skip = new DecisionRequest(requirementId, "skip", By: by);
        return Decide(teams, result is null ? skip : WithResult(skip, result), cancellationToken);
    }

    private static DecisionRequest WithResult(DecisionRequest decision, object? result) => decision with
    {
        Result = result as JsonElement? ?? JsonSerializer.SerializeToElement(result),
        IsNullResult = result is null or JsonElement { ValueKind: JsonValueKind.Null },
    };

    private static Task<RunView> Decide(IDurableTeams teams, DecisionRequest decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(teams);
        ArgumentException.ThrowIfNullOrEmpty(decision.RequirementId);
        return teams.DecideAsync(decision, cancellationToken);
    }
}
