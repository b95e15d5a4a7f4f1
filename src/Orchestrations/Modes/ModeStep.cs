using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes;

/// <summary>A step that a mode asks its agents for.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Instruction">What the agent is told to do.</param>
internal sealed record ModeStep(AgentStep Step, Func<Brief, string> Instruction)
{
    /// <summary>
    /// The form that is answered in; null where any words will do. An answer in a form is given to what is there already: its
    /// agent has no tools, and the session does not remember it.
    /// </summary>
    public Func<TeamDefinition, Brief, AnswerForm>? Form { get; init; }

    /// <summary>What agents are shown besides the task, made of the records of the run; null for nothing.</summary>
    public Func<StepView, string>? Shown { get; init; }

    /// <summary>
    /// In a step of a party of a negotiation: the names of the tools that the mode gives to all agents of the party.
    /// </summary>
    public IReadOnlyList<string> PartyTools { get; init; } = [];

    /// <summary>In a step of a party of a negotiation: whether the agents of the party may use their own tools.</summary>
    public bool OwnTools { get; init; } = true;

    /// <summary>The questions that people are asked in this step, instead of a model; null where a model is asked.</summary>
    public StepQuestions? Questions { get; init; }

    /// <summary>The property of the form that names a member, whom the mode is told; null for none.</summary>
    public string? Choice { get; init; }

    /// <summary>What stands above another member's words that are shown.</summary>
    public Func<string, string> Heading { get; init; } = memberId => $"{memberId}:";
}

/// <summary>What a step's words are made of.</summary>
/// <param name="MemberRunId">The member run that is asked.</param>
/// <param name="MemberId">Its member.</param>
/// <param name="Brief">Its task.</param>
/// <param name="MemberRuns">The run's member runs; those of earlier steps have ended.</param>
internal sealed record StepView(string MemberRunId, string MemberId, Brief Brief, IReadOnlyList<MemberRunRecord> MemberRuns)
{
    /// <summary>The run.</summary>
    public string RunId => RunIds.RunOf(MemberRunId);
}

/// <summary>
/// Questions to people. The step's first turn makes one call for each question, and each call waits for its own decision; when
/// all are decided, the step's answer is made of the decisions. No model takes part: the turns count as none.
/// </summary>
/// <param name="Tool">The built-in tool that is called.</param>
/// <param name="Ask">The arguments of the calls, made of the task and the run's member runs. The same ones each time.</param>
/// <param name="Answer">The step's answer, made of the decided requirements in the order of the calls.</param>
internal sealed record StepQuestions(
    string Tool,
    Func<QuestionContext, IReadOnlyList<object>> Ask,
    Func<IReadOnlyList<RequirementRecord>, string> Answer);

/// <summary>What questions are made of.</summary>
/// <param name="Team">The team that asks.</param>
/// <param name="Agent">The member run of the step.</param>
/// <param name="MemberRuns">The run's member runs, ordered by position.</param>
internal sealed record QuestionContext(TeamDefinition Team, AgentRef Agent, IReadOnlyList<MemberRunRecord> MemberRuns);

/// <summary>A form that an agent answers in: its model is told of it as the response format, and the answer is checked.</summary>
/// <param name="Name">The format's name.</param>
/// <param name="Schema">JSON Schema.</param>
/// <param name="Check">What the schema cannot say: the reason why an answer is wrong, or null.</param>
internal sealed record AnswerForm(string Name, JsonElement Schema, Func<JsonElement, string?>? Check = null)
{
    /// <summary>An object in which some members are named by one property, and a reason is given.</summary>
    public static AnswerForm Choice(string name, string property, IEnumerable<string> members) =>
        new(name, JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new Dictionary<string, object>
            {
                [property] = new { type = "string", @enum = members },
                ["reason"] = new { type = "string" },
            },
            required = new[] { property, "reason" },
        }));
}
