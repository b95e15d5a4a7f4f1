using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Json.Schemas;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// The form that an agent's answer must have. Its model is told the form as response format, and the answer is checked.
/// </summary>
/// <param name="Name">The format's name.</param>
/// <param name="Schema">JSON Schema.</param>
/// <param name="Check">The rules that the schema cannot express: the error of an answer, or null.</param>
internal sealed record Expectation(string Name, JsonElement Schema, Func<JsonElement, string?>? Check = null)
{
    /// <summary>The form that is expected of an agent, or null where any words will do.</summary>
    public static Expectation? Of(TeamDefinition team, AgentRef agent) => agent.Brief?.Step switch
    {
        AgentStep.Split => Split([.. At(team, MemberPosition.Worker)]),
        AgentStep.Vote => Vote([.. At(team, MemberPosition.Peer)]),
        AgentStep.Summarise => Summary,
        _ when team.Output is { } output && (agent.IsLeader || agent.Brief is { Final: true }) =>
            new Expectation("answer", JsonSerializer.SerializeToElement(output.Schema)),
        _ => null,
    };

    /// <summary>Why an answer does not have the form, or null.</summary>
    public string? Problem(string text)
    {
        using var json = StructuredAnswer.Parse(text);
        if (json is null) return "it is not JSON";
        return JsonSchemaCheck.Validate(Schema, json.RootElement) is { Count: > 0 } wrong
            ? string.Join("; ", wrong)
            : Check?.Invoke(json.RootElement);
    }

    private static IEnumerable<string> At(TeamDefinition team, MemberPosition position) =>
        team.Members.Where(member => member.Position == position).Select(member => member.Id);

    private static Expectation Summary { get; } = new("phase_summary", JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = new
        {
            phase = new { type = "string" },
            decisions = new { type = "array", items = new { } },
            openQuestions = new { type = "array", items = new { } },
            artifacts = new { type = "object" },
            producedBy = new { type = "string" },
        },
        required = new[] { "phase", "decisions", "openQuestions", "artifacts", "producedBy" },
    }));

    private static Expectation Vote(string[] peers) => new("vote", JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = new { vote = new { type = "string", @enum = peers }, reason = new { type = "string" } },
        required = new[] { "vote", "reason" },
    }));

    private static Expectation Split(string[] workers) => new(
        "subtasks",
        JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new
            {
                subtasks = new
                {
                    type = "array",
                    items = new
                    {
                        type = "object",
                        properties = new { memberId = new { type = "string", @enum = workers }, task = new { type = "string" } },
                        required = new[] { "memberId", "task" },
                    },
                },
            },
            required = new[] { "subtasks" },
        }),
        answer => OneEach(answer, workers));

    private static string? OneEach(JsonElement answer, string[] workers)
    {
        var given = answer.GetProperty("subtasks").EnumerateArray().Select(subtask => subtask.GetProperty("memberId").GetString()!).ToList();
        var wrong = workers.Where(worker => given.Count(id => id == worker) != 1).ToList();
        return wrong.Count == 0 ? null : $"there must be one subtask for each worker, and there is not for: {string.Join(", ", wrong)}";
    }
}
