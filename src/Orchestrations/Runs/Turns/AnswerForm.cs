using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Json.Answers;
using DurableTeams.Json.Schemas;
using DurableTeams.Modes;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// The form that an agent's answer must have. Its model is told the form as response format, and the answer is checked.
/// </summary>
/// <param name="Name">The format's name.</param>
/// <param name="Schema">JSON Schema.</param>
/// <param name="Check">The rules that the schema cannot express: the error of an answer, or null.</param>
internal sealed record AnswerForm(string Name, JsonElement Schema, Func<JsonElement, string?>? Check = null)
{
    /// <summary>What is expected of an agent, or null where any words will do.</summary>
    public static AnswerForm? Of(TeamDefinition team, AgentRef agent)
    {
        // What code makes of people's decisions needs no check.
        if (TeamModes.AsksPeople(agent.Brief)) return null;
        if (TeamModes.StepOf(agent.Brief)?.Form is { } form)
        {
            return Of(form(team, agent.Brief!));
        }

        if (agent.Party is { Speaks: true } party && TeamModes.StepOf(party.Brief)?.Form is { } asked)
            return Of(asked(team, party.Brief));

        return team.Output is { } output && (agent.IsLeader || agent.Brief is { Final: true })
            ? new AnswerForm("answer", JsonSerializer.SerializeToElement(output.Schema))
            : null;
    }

    private static AnswerForm Of(Modes.AnswerForm form) => new(form.Name, form.Schema, form.Check);

    /// <summary>Why an answer does not have the form, or null.</summary>
    public string? Problem(string text)
    {
        using var json = StructuredAnswer.Parse(text);
        if (json is null) return "it is not JSON";
        return JsonSchemaCheck.Validate(Schema, json.RootElement) is { Count: > 0 } wrong
            ? string.Join("; ", wrong)
            : Check?.Invoke(json.RootElement);
    }
}
