using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// A triad: the same flow once per phase. After each phase one member sums it up. The next phase sees that summary and not the
/// transcript. A team without phases is one pass.
/// </summary>
internal abstract class PhasedMode : ModeDescriptor
{
    private static AnswerForm Summary => field ??= new("phase_summary", JsonSerializer.SerializeToElement(new
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

    /// <summary>Proposes.</summary>
    public static ModeStep Propose { get; } = new(new AgentStep("propose"), _ => "Make your proposal.");

    /// <summary>Sums a phase up.</summary>
    public static ModeStep Summarise { get; } = new(
        new AgentStep("summarise"),
        brief => $"Sum up the phase {PhaseText.Name(brief.Phase!.Value)} for the next one, which sees nothing else of it. "
            + "Answer with JSON only: "
            + """{"phase": "...", "decisions": [...], "openQuestions": [...], "artifacts": {...}, "producedBy": "<your id>"}.""")
    {
        Form = (_, _) => Summary,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => ["phases"];

    /// <inheritdoc/>
    public override async Task RunAsync(ITeamRun team)
    {
        string? summary = null;
        PhaseResult result;
        IReadOnlyList<TeamPhase?> phases = team.Plan.Phases.Count == 0
            ? [null]
            : [.. team.Plan.Phases.Select(phase => (TeamPhase?)phase)];
        var next = 0;
        do
        {
            var phase = phases[next++];
            var last = next == phases.Count;
            result = await RunPhaseAsync(team, new Brief { Phase = phase, SummaryOf = summary }, last);
            if (phase is not { } named) continue;
            var brief = new Brief { Step = Summarise.Step, Phase = phase, SummaryOf = summary, Show = result.Show };
            var end = await team.RunMemberAsync(Summariser(team.Plan), brief);
            await team.EndPhaseAsync(new PhaseEndInput(team.Leader, named, end.Agent.MemberRunId, result.Votes, result.Winner));
            summary = end.Agent.MemberRunId;
        }
        while (next < phases.Count);

        await team.FinishAsync(result.OutputOf);
    }

    /// <summary>The member that sums up.</summary>
    protected abstract string Summariser(RunPlan plan);

    /// <summary>One phase.</summary>
    /// <param name="team">The team.</param>
    /// <param name="brief">The phase and the summary before it; each step's brief begins with it.</param>
    /// <param name="last">Whether the result of this phase is the run's answer.</param>
    protected abstract Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last);
}

/// <summary>The result of a phase.</summary>
/// <param name="OutputOf">The member run whose output is the phase's result.</param>
/// <param name="Show">The member runs whose outputs the summary is made of.</param>
/// <param name="Votes">The member runs that voted.</param>
/// <param name="Winner">The member whose proposal won.</param>
internal sealed record PhaseResult(
    string OutputOf, IReadOnlyList<string> Show, IReadOnlyList<string>? Votes = null, string? Winner = null);
