using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// The orchestrator splits the work, workers do their parts in parallel, each seeing only its own, the orchestrator puts them
/// together.
/// </summary>
internal sealed class HierarchicalMode : PhasedMode
{
    private static readonly ModeStep Split = new(
        new AgentStep("split"),
        _ => "Split this into one subtask for each of your workers. Each sees its own subtask and nothing else. "
            + """Answer with JSON only: {"subtasks": [{"memberId": "...", "task": "..."}]}.""")
    {
        Form = (team, _) => SplitForm([.. team.At(MemberPosition.Worker)]),
    };

    private static readonly ModeStep Integrate = new(
        new AgentStep("integrate"), _ => "Your workers have done their subtasks. Put their results together into one answer.");

    /// <inheritdoc/>
    public override TeamMode Mode => TeamMode.Hierarchical;

    /// <inheritdoc/>
    public override IReadOnlyList<MemberPosition> Positions =>
        [MemberPosition.Orchestrator, MemberPosition.Worker, MemberPosition.Worker];

    /// <inheritdoc/>
    public override IReadOnlyList<ModeStep> Steps => [Split, Integrate, Summarise];

    /// <inheritdoc/>
    public override bool MayAnswer(TeamDefinition team, MemberDefinition member) =>
        member.Position == MemberPosition.Orchestrator;

    /// <inheritdoc/>
    public override string? AnswersInForm(TeamDefinition team, MemberPosition position) =>
        position == MemberPosition.Orchestrator ? "a list of subtasks" : null;

    /// <inheritdoc/>
    public override string? DescribePosition(MemberPosition position, IEnumerable<string> others) =>
        position == MemberPosition.Orchestrator ? $"your workers are {string.Join(" and ", others)}" : null;

    /// <inheritdoc/>
    protected override string Summariser(RunPlan plan) => plan.At(MemberPosition.Orchestrator)[0];

    protected override async Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last)
    {
        var orchestrator = Summariser(team.Plan);
        var split = await team.RunMemberAsync(orchestrator, brief with { Step = Split.Step });
        // A worker sees its subtask alone: neither the message nor the summaries of earlier phases.
        var part = new Brief { Phase = brief.Phase, SubtaskOf = split.Agent.MemberRunId };
        var parts = await team.RunMembersAsync(
            [.. team.Plan.At(MemberPosition.Worker).Select(worker => new MemberTask(worker, part))]);
        List<string> shown = [.. parts.Select(end => end.Agent.MemberRunId)];
        var whole = await team.RunMemberAsync(orchestrator, brief with { Step = Integrate.Step, Show = shown, Final = last });
        return new PhaseResult(whole.Agent.MemberRunId, [whole.Agent.MemberRunId]);
    }

    private static AnswerForm SplitForm(string[] workers) => new(
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
        var given = answer.GetProperty("subtasks").EnumerateArray()
            .Select(subtask => subtask.GetProperty("memberId").GetString()!).ToList();
        var wrong = workers.Where(worker => given.Count(id => id == worker) != 1).ToList();
        return wrong.Count == 0
            ? null
            : $"there must be one subtask for each worker, and there is not for: {string.Join(", ", wrong)}";
    }
}
