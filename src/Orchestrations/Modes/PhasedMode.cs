using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes;

/// <summary>
/// A triad: the same flow once per phase. After each phase one member sums it up, and the next phase sees that summary and
/// not the transcript. A team without phases is one pass.
/// </summary>
internal abstract class PhasedMode : ITeamMode
{
    public async Task RunAsync(ITeamRun team)
    {
        string? summary = null;
        PhaseResult result;
        IReadOnlyList<TeamPhase?> phases = team.Plan.Phases.Count == 0 ? [null] : [.. team.Plan.Phases.Select(phase => (TeamPhase?)phase)];
        var next = 0;
        do
        {
            var phase = phases[next++];
            var last = next == phases.Count;
            result = await RunPhaseAsync(team, new Brief { Phase = phase, SummaryOf = summary }, last);
            if (phase is not { } named) continue;
            var brief = new Brief { Step = AgentStep.Summarise, Phase = phase, SummaryOf = summary, Show = result.Show };
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
    /// <param name="brief">The phase and the summary before it, to be made each step's.</param>
    /// <param name="last">Whether its result is the run's answer.</param>
    protected abstract Task<PhaseResult> RunPhaseAsync(ITeamRun team, Brief brief, bool last);
}

/// <summary>What a phase came to.</summary>
/// <param name="OutputOf">The member run whose output is the phase's result.</param>
/// <param name="Show">The member runs that its summary is made of.</param>
/// <param name="Votes">The member runs that voted.</param>
/// <param name="Winner">The member whose proposal won.</param>
internal sealed record PhaseResult(string OutputOf, IReadOnlyList<string> Show, IReadOnlyList<string>? Votes = null, string? Winner = null);
