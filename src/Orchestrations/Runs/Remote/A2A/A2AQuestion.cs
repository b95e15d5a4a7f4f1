using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using DurableTeams.Storage.Work;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>Something that an agent's task asks its client.</summary>
/// <param name="Id">The id: the same as long as the task asks the same.</param>
/// <param name="Kind">What is asked of a person.</param>
/// <param name="Name">The tool that it is about, or what it is.</param>
/// <param name="Arguments">What the person sees.</param>
/// <param name="Fields">The fields that the person fills in.</param>
/// <param name="Note">What the agent says.</param>
internal sealed record A2AQuestion(
    string Id, RequirementKind Kind, string Name, JsonElement Arguments, IReadOnlyList<InputField>? Fields, string Note)
{
    /// <summary>The requirement that it is at an agent that is a team of this product; null at any other.</summary>
    public string? RequirementId { get; init; }

    /// <summary>Whether it asks what became of a call.</summary>
    public bool IsOutcome { get; init; }

    /// <summary>The id of the requirement that asks it here.</summary>
    public string AskedAs(WorkRecord work) => RunIds.WorkQuestion(work.MemberRunId, Id);

    /// <summary>The question as a requirement of the work's member run.</summary>
    public RequirementRecord Requirement(WorkRecord work, DateTimeOffset at) =>
        WorkRequirements.Of(work, Id, Kind, (Name, Arguments), Fields, Note, at);

    /// <summary>What the agent is told of a person's decision.</summary>
    public A2APart Answer(RequirementRecord asked)
    {
        if (RequirementId is null) return new A2APart(Words(asked));
        var decision = asked.Decision switch
        {
            DecisionKinds.Approve when IsOutcome => DecisionKinds.Retry,
            DecisionKinds.Expire or null => DecisionKinds.Reject,
            { } word => word,
        };
        // The decision as the API takes it.
        return new A2APart(Data: JsonSerializer.SerializeToElement(
            new
            {
                requirementId = RequirementId,
                decision,
                note = asked.Note,
                values = decision == DecisionKinds.Answer ? asked.Values : null,
                result = decision == DecisionKinds.Result ? asked.Result : null,
                error = decision == DecisionKinds.Result ? asked.ResultError : null,
            },
            A2AJson.Options));
    }

    private static string Words(RequirementRecord asked)
    {
        if (asked.Values is { ValueKind: JsonValueKind.Object } values
            && values.TryGetProperty(A2AQuestions.Field, out var answer)) return answer.ToString();
        var word = asked.Decision is DecisionKinds.Approve ? "Approved." : "Rejected.";
        return asked.Note is { Length: > 0 } note ? $"{word} {note}" : word;
    }
}
