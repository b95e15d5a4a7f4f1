using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Storage.Rules;

/// <summary>What a decision does to a requirement. Stores apply the rule inside their compare-and-set.</summary>
internal static class DecisionRule
{
    /// <summary>Whether this is the word of a decision.</summary>
    public static bool IsWord(string decision) => StatusAfter(decision) is not null;

    /// <summary>
    /// The requirement after the decision. It is the same object where this decision was taken before, another where it is
    /// taken now, and null where it contradicts the decision, or the approvals of a quorum, before it.
    /// </summary>
    /// <param name="asked">The requirement.</param>
    /// <param name="decision">The decision.</param>
    public static RequirementRecord? Take(RequirementRecord asked, DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(decision);
        if (asked.Status != RequirementStatus.Pending) return IsSame(asked, decision) ? asked : null;
        var expired = asked.ExpiresAt <= decision.At;
        if (expired != (decision.Decision == DecisionKinds.Expire)) return null;
        if (decision.Decision == DecisionKinds.Answer)
        {
            decision = decision with { Values = Merged(asked, decision) };
            if (IsOutdated(decision)) return null;
        }

        if (decision.Partial) return Same(asked.Values, decision.Values) ? asked : asked with { Values = decision.Values };
        if (decision.Decision != DecisionKinds.Approve) return Resolve(asked, decision);
        if (asked.Given.Count > 0 && !Same(asked.EditedArguments, decision.Arguments)) return null;
        var given = new ApprovalGiven(decision.By ?? string.Empty, decision.At) { PrincipalId = decision.PrincipalId };
        if (asked.Given.Any(before => before.Person.Is(given.Person))) return asked;
        asked = asked with { Given = [.. asked.Given, given], EditedArguments = decision.Arguments };
        return Person.Distinct(asked.Given, one => one.Person).Count < asked.Quorum ? asked : Resolve(asked, decision);
    }

    // Another person, time or note does not make another decision.
    private static bool IsSame(RequirementRecord asked, DecisionRecord decision) =>
        asked.Decision == decision.Decision
        && (decision.Decision == DecisionKinds.Answer || Same(asked.EditedArguments, decision.Arguments))
        && Same(asked.Values, Merged(asked, decision))
        && Same(asked.Result, decision.Result)
        && asked.ResultError == decision.Error;

    private static RequirementRecord Resolve(RequirementRecord asked, DecisionRecord decision) => asked with
    {
        Status = StatusAfter(decision.Decision)
            ?? throw new ArgumentException($"\"{decision.Decision}\" is not a decision.", nameof(decision)),
        Decision = decision.Decision,
        Note = decision.Note,
        EditedArguments = decision.Arguments,
        ArgumentsHash = decision.ArgumentsHash ?? asked.ArgumentsHash,
        Values = decision.Values,
        Result = decision.Result,
        ResultError = decision.Error,
        ResolvedBy = decision.By,
        ResolvedAt = decision.At,
        Delivered = false,
    };

    /// <summary>Whether the arguments of an answer lack fields that other people filled in meanwhile.</summary>
    private static bool IsOutdated(DecisionRecord answer) =>
        answer is { Partial: false, Values: { } values, Arguments: { } arguments }
            && values.EnumerateObject().Any(value => !arguments.TryGetProperty(value.Name, out var argument)
                || !JsonElement.DeepEquals(argument, values.GetProperty(value.Name)));

    /// <summary>The fields filled in now together with those filled in before.</summary>
    private static JsonElement? Merged(RequirementRecord asked, DecisionRecord decision) =>
        asked.Values is { } before && decision.Values is { } now ? JsonMergePatch.Compose(before, now) : decision.Values;

    private static RequirementStatus? StatusAfter(string decision) => decision switch
    {
        DecisionKinds.Approve => RequirementStatus.Approved,
        DecisionKinds.Reject => RequirementStatus.Rejected,
        DecisionKinds.Expire => RequirementStatus.Expired,
        DecisionKinds.Answer or DecisionKinds.Result or DecisionKinds.Retry or DecisionKinds.Skip => RequirementStatus.Answered,
        _ => null,
    };

    private static bool Same(JsonElement? left, JsonElement? right) => (left, right) switch
    {
        (null, null) => true,
        ({ } l, { } r) => JsonElement.DeepEquals(l, r),
        _ => false,
    };
}
