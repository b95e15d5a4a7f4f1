using DurableTeams.Definitions.Files;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks that a team has the keys that its mode needs, and no keys of other modes.</summary>
internal static class ModeCheck
{
    private static readonly string Leading = Words(mode => mode.HasLeader());
    private static readonly string Triads = Words(mode => mode.IsTriad());

    public static void Check(TeamDefinition team, Findings findings)
    {
        Model(team, findings);
        if (team.Phases.Count > 0) Phases(team.Mode, findings);
        for (var i = 0; i < team.Phases.Count; i++)
        {
            if (team.Phases.Take(i).Contains(team.Phases[i]))
            {
                findings.Report(FormattableString.Invariant($"phases/{i}"), $"phase '{Vocabulary<TeamPhase>.Word(team.Phases[i])}' is listed twice");
            }
        }

        if (team.HandoffReturn != DurableTeams.Definitions.HandoffReturn.Stay) HandoffReturn(team.Mode, findings);
        if (team.Consensus is { } consensus) Consensus(consensus, team, findings);
        if (team.OnMemberFailure == MemberFailurePolicy.TellLeader && IsKnown(team.Mode) && !team.Mode.HasLeader())
        {
            findings.Report(
                "onMemberFailure",
                $"'onMemberFailure: tell-leader' needs a leader to tell, and mode '{Word(team.Mode)}' has none; write 'fail', or use one of: {Leading}");
        }

        PositionCheck.Check(team, findings);
        HandoffCheck.Check(team, findings);
    }

    /// <summary>Reports phases in a mode without phases.</summary>
    public static void Phases(TeamMode mode, Findings findings) =>
        Refuse(mode, mode.IsTriad(), "phases", $"the modes {Triads}", findings);

    /// <summary>Reports <c>handoffReturn</c> in a mode without hand-offs.</summary>
    public static void HandoffReturn(TeamMode mode, Findings findings) =>
        Refuse(mode, mode == TeamMode.Handoff, "handoffReturn", "mode handoff", findings);

    /// <summary>Reports a key that belongs to other modes.</summary>
    public static void Refuse(TeamMode mode, bool fits, string path, string where, Findings findings)
    {
        // A mode that could not be read needs nothing and refuses nothing.
        if (fits || !IsKnown(mode)) return;
        findings.Report(path, $"'{path[(path.LastIndexOf('/') + 1)..]}' is for {where}, and this is mode '{Word(mode)}'; remove it");
    }

    /// <summary>Whether the mode is a mode, and not the placeholder for one that could not be read.</summary>
    public static bool IsKnown(TeamMode mode) => Enum.IsDefined(mode);

    /// <summary>The word of a mode.</summary>
    public static string Word(TeamMode mode) => Vocabulary<TeamMode>.Word(mode);

    private static void Model(TeamDefinition team, Findings findings)
    {
        if (team.Model is not null) DefinitionCheck.ModelReference(team.Model, team, "model", findings);
        else if (team.Mode.HasLeader())
        {
            findings.Report("model", $"mode '{Word(team.Mode)}' needs a leader; write 'model:' with the name of one of models");
        }
    }

    private static void Consensus(ConsensusDefinition consensus, TeamDefinition team, Findings findings)
    {
        Refuse(team.Mode, team.Mode == TeamMode.Consensus, "consensus", "mode consensus", findings);
        var peers = team.Members.Count;
        if (team.Mode == TeamMode.Consensus && peers > 0 && (consensus.Quorum < 1 || consensus.Quorum > peers))
        {
            findings.Report("consensus/quorum", FormattableString.Invariant($"'quorum' is {consensus.Quorum}, and there are {peers} peers; write 1 to {peers}"));
        }
    }

    private static string Words(Func<TeamMode, bool> which) => string.Join(", ", Enum.GetValues<TeamMode>().Where(which).Select(Word));
}
