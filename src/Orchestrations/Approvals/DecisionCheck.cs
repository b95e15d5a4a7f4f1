using System.Globalization;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Errors;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Tools;
using DurableTeams.Tools.Agents;

namespace DurableTeams.Approvals;

/// <summary>Checks a decision against its requirement, before the store takes it.</summary>
public sealed class DecisionCheck(ITeamCatalog teams, IToolbox tools)
{
    /// <summary>
    /// Whether the requirement was decided in the same way before: then the repeated decision changes nothing.
    /// </summary>
    public static bool IsRepeat(RequirementRecord requirement, DecisionRequest decision)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(decision);
        if (!string.Equals(requirement.Decision, decision.Decision, StringComparison.Ordinal)) return false;
        return decision.Decision switch
        {
            DecisionKinds.Approve => Same(requirement.EditedArguments, decision.Arguments),
            DecisionKinds.Answer => Same(requirement.Values, decision.Values is { } values && requirement.Values is { } before
                ? JsonMergePatch.Compose(before, values)
                : decision.Values),
            DecisionKinds.Result or DecisionKinds.Skip =>
                Same(requirement.Result, decision.Result) && requirement.ResultError == decision.Error,
            _ => true,
        };
    }

    /// <summary>The decision as it is to be stored.</summary>
    /// <exception cref="ApiException">The decision cannot be taken.</exception>
    public async Task<DecisionRecord> CheckAsync(
        RunRecord run, RequirementRecord requirement, DecisionRequest decision, string field, DateTimeOffset at,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(decision);
        var words = DecisionKinds.Of(requirement.Kind);
        if (!words.Contains(decision.Decision))
        {
            throw ApiErrors.Conflict(
                "wrongDecision",
                $"A requirement of kind {EnumText.Of(requirement.Kind)} "
                    + $"takes {string.Join(" or ", words)}, not {decision.Decision}.",
                field + "decision");
        }

        if (decision.Decision == DecisionKinds.Reject && QuestionTool.IsBoundBy(requirement.Tool.Binding))
            throw ApiErrors.Conflict(
                "wrongDecision",
                $"What {requirement.Tool.Name} asks has to be answered: "
                    + "the team cannot go on without it. Answer it, or cancel the run.",
                field + "decision");
        DecisionParts.Check(decision, field);
        var record = new DecisionRecord(
            requirement.RequirementId, decision.Decision, at, decision.Note, decision.Arguments, decision.By)
        {
            PrincipalId = decision.PrincipalId,
            Values = decision.Values,
            Result = decision.Result,
            Error = decision.Error,
            From = decision.From,
            TraceParent = decision.TraceParent,
        };
        if (IsRepeat(requirement, decision)) return record;
        if (run.Status.IsFinal()) throw ApiErrors.RunFinished(run.RunId, EnumText.Of(run.Status));
        if (requirement.Status != RequirementStatus.Pending || requirement.ExpiresAt <= at) throw Contradiction(requirement, at);
        if (requirement.Quorum > 1 && decision is { Decision: DecisionKinds.Approve, By: null })
            throw ApiErrors.InvalidField(
                field + "by", $"{requirement.Quorum} different people have to approve: name the person who approves.");
        if (record.Arguments is not null && !requirement.AllowEdit)
        {
            throw ApiErrors.Conflict(
                "editNotAllowed",
                $"The arguments of {requirement.Tool.Name} may not be edited: its approve.allowEdit is not set.",
                field + "arguments");
        }

        var makesTheCall = decision.Decision is DecisionKinds.Approve or DecisionKinds.Answer or DecisionKinds.Retry;
        var parameters = requirement.Work is not null
            ? await OfWorkAsync(run, requirement, cancellationToken)
            : (await FindToolAsync(run, requirement, makesTheCall, cancellationToken))?.Parameters ?? ToolSchemas.Of(null);
        if (decision.Decision == DecisionKinds.Answer) return InputMerger.Fill(requirement, parameters, record, field);
        if (record.Arguments is not { } arguments) return record;
        return JsonSchemaCheck.Validate(parameters, arguments) is { Count: > 0 } errors
            ? throw ApiErrors.InvalidArguments(field + "arguments", errors)
            : record with { ArgumentsHash = CanonicalJson.Hash(arguments) };
    }

    /// <summary>The error of a decision that contradicts the outcome of its requirement.</summary>
    public static ApiException Contradiction(RequirementRecord requirement, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        var id = requirement.RequirementId;
        if (requirement.Status != RequirementStatus.Pending)
            return ApiErrors.Conflict(
                "alreadyDecided", $"The requirement '{id}' is {EnumText.Of(requirement.Status)} already{First(requirement)}.");
        if (requirement.ExpiresAt <= at)
            return ApiErrors.Conflict("expired", $"The requirement '{id}' expired at {requirement.ExpiresAt?.UtcDateTime:O}.");
        return requirement.Given.Count > 0
            ? ApiErrors.Conflict(
                "otherArguments",
                    $"The requirement '{id}' was approved with other arguments before; "
                        + "everybody who approves it must approve the same arguments.")
            : ApiErrors.Conflict("notWaiting", $"No member waits for the requirement '{id}' any more.");
    }

    private static string First(RequirementRecord requirement) => (requirement.ResolvedBy, requirement.ResolvedAt) switch
    {
        ({ } by, { } when) =>
            string.Create(CultureInfo.InvariantCulture, $"; {by} decided it at {when.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
        (null, { } when) =>
            string.Create(CultureInfo.InvariantCulture, $"; that was at {when.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
        _ => "",
    };

    /// <summary>
    /// Whether a requirement is open with every field filled in: two people filled in the last fields at once.
    /// </summary>
    public static bool IsFilledIn(RequirementRecord requirement)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        return requirement is { Status: RequirementStatus.Pending, Values: { } values, InputFields: { Count: > 0 } fields }
            && InputMerger.IsComplete(fields, values);
    }

    /// <summary>Whether a requirement is still open, and more of its fields are filled in than when it was read.</summary>
    public static bool IsFilledInFurther(RequirementRecord seen, RequirementRecord now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(now);
        return now.Status == RequirementStatus.Pending && !Same(seen.Values, now.Values);
    }

    /// <summary>
    /// The tool that waits, by the pinned definition; null where its server cannot be asked and never was. The tool and the
    /// member that called it must also be defined today: a run whose member a deploy took away stays paused until a deploy
    /// brings the member back. A decision to make the call is refused where the call would not reach the tool that the person
    /// was asked about.
    /// </summary>
    private async Task<ToolDescription?> FindToolAsync(
        RunRecord run, RequirementRecord requirement, bool makesTheCall, CancellationToken cancellationToken)
    {
        var (name, binding) = (requirement.Tool.Name, requirement.Tool.Binding);
        var asksItself = QuestionTool.IsBoundBy(binding);
        var (pinned, today) = await FindTeamsAsync(
            run, requirement.MemberPath.Skip(1).SkipLast(asksItself ? 0 : 1), cancellationToken);
        // What a mode asks people itself is no tool of a member's; the members that it is about go by the pinned definition.
        if (asksItself)
            return today is not null ? tools.Find(pinned, name, binding!) : throw ApiErrors.Conflict(
                "memberNotDefined",
                $"The team '{requirement.MemberId}' is not defined any more in team '{run.TeamId}'; "
                    + "the run waits until it is back.");
        var member = MemberOf(run, requirement, today);
        // The agent makes the call, and the run is pinned to the agent.
        if (AgentCallTool.IsBoundBy(binding)) return tools.Find(pinned, name, binding!);
        if (!tools.Defines(today!, member.Tools, name, binding)) throw Undefined(requirement, "is not defined any more");
        var standing = await tools.StandAsync(
            pinned, pinned.FindMember(requirement.MemberId)!.Tools, name, binding, cancellationToken);
        return standing.State switch
        {
            // The step that makes the call looks again, or is told.
            ToolState.Ready or ToolState.Away or ToolState.Refused => standing.Tool,
            _ when !makesTheCall => standing.Tool,
            _ => throw Undefined(requirement, standing.Reason!),
        };
    }

    /// <summary>
    /// The schema of what a person fills in for a worker, which makes its calls itself. The member must still be defined.
    /// </summary>
    private async Task<JsonElement> OfWorkAsync(
        RunRecord run, RequirementRecord requirement, CancellationToken cancellationToken)
    {
        var (_, today) = await FindTeamsAsync(run, requirement.MemberPath.Skip(1).SkipLast(1), cancellationToken);
        MemberOf(run, requirement, today);
        var fields = (requirement.InputFields ?? []).ToDictionary(
            field => field.Name, field => new { type = field.Type }, StringComparer.Ordinal);
        return JsonSerializer.SerializeToElement(new { type = "object", properties = fields });
    }

    /// <summary>The team at the end of a path below the run's, as the run is pinned to it, and as it is today.</summary>
    private async Task<(TeamDefinition Pinned, TeamDefinition? Today)> FindTeamsAsync(
        RunRecord run, IEnumerable<string> path, CancellationToken cancellationToken)
    {
        var today = teams.Find(run.TeamId)?.Definition;
        var pinned = await teams.GetPinnedAsync(run.DefinitionVersion, cancellationToken);
        foreach (var nested in path)
        {
            today = today?.FindMember(nested)?.Team is { } team ? teams.Find(team)?.Definition : null;
            pinned = await teams.GetPinnedAsync(pinned.FindMember(nested)!.TeamVersion!, cancellationToken);
        }

        return (pinned, today);
    }

    private static MemberDefinition MemberOf(RunRecord run, RequirementRecord requirement, TeamDefinition? today) =>
        today?.FindMember(requirement.MemberId) ?? throw ApiErrors.Conflict(
            "memberNotDefined",
            $"The member '{requirement.MemberId}' of team '{run.TeamId}' is not defined any more; "
                + "the run waits until the member is back.");

    private static ApiException Undefined(RequirementRecord requirement, string reason) => ApiErrors.Conflict(
        "toolNotDefined",
        $"The tool '{requirement.Tool.Name}' of member '{requirement.MemberId}' {reason}; the run waits until the tool is back.");

    private static bool Same(JsonElement? left, JsonElement? right) =>
        left is { } one && right is { } other ? JsonElement.DeepEquals(one, other) : left is null && right is null;
}
