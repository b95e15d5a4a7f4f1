using System.Text.Json;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks that a team has the keys that its mode needs, and no keys of other modes.</summary>
internal static class ModeCheck
{
    public static void Check(TeamDefinition team, Findings findings, DefinitionScope scope)
    {
        Model(team, findings, scope);
        if (team.Phases.Count > 0) Key(team.Mode, "phases", findings);
        for (var i = 0; i < team.Phases.Count; i++)
        {
            if (team.Phases.Take(i).Contains(team.Phases[i]))
            {
                findings.Report(FormattableString.Invariant(
                    $"phases/{i}"), $"phase '{Vocabulary<TeamPhase>.Word(team.Phases[i])}' is listed twice");
            }
        }

        if (team.HandoffReturn != HandoffReturn.Stay) Key(team.Mode, "handoffReturn", findings);
        if (team.Consensus is not null) Key(team.Mode, "consensus", findings);
        for (var i = 0; i < team.Members.Count; i++)
        {
            if (team.Members[i].Handoffs is not null)
                Key(team.Mode, FormattableString.Invariant($"members/{i}/handoffs"), findings);
        }

        Settings(team, findings);
        if (team.OnMemberFailure == MemberFailurePolicy.TellLeader && IsKnown(team.Mode) && !team.Mode.HasLeader())
        {
            findings.Report(
                "onMemberFailure",
                $"'onMemberFailure: tell-leader' needs a leader to tell, and mode '{team.Mode}' has none; write 'fail', "
                + $"or use one of: {KnownModes.Names(mode => mode.HasLeader)}");
        }

        PositionCheck.Check(team, findings);
        KnownModes.Find(team.Mode)?.Check(team, findings);
    }

    /// <summary>Reports a key that belongs to other modes.</summary>
    /// <param name="mode">The team's mode.</param>
    /// <param name="path">Where the key is.</param>
    /// <param name="findings">Where it is reported.</param>
    public static void Key(TeamMode mode, string path, Findings findings)
    {
        var key = path[(path.LastIndexOf('/') + 1)..];
        if (KnownModes.Find(mode)?.Knows(key) == false) Refuse(mode, path, other => other.Knows(key), findings);
    }

    /// <summary>Reports that what is at a place is for other modes.</summary>
    public static void Refuse(TeamMode mode, string path, Func<ModeRules, bool> fits, Findings findings)
    {
        // A mode that could not be read asks for nothing and refuses nothing.
        if (!IsKnown(mode)) return;
        var where = KnownModes.All.Count(fits) == 1 ? "mode" : "the modes";
        findings.Report(
            path,
            $"'{path[(path.LastIndexOf('/') + 1)..]}' is for {where} "
                + $"{KnownModes.Names(fits)}, and this is mode '{mode}'; remove it");
    }

    /// <summary>Whether the mode is one, rather than what stands for one that could not be read.</summary>
    public static bool IsKnown(TeamMode mode) => KnownModes.Find(mode) is not null;

    private static void Model(TeamDefinition team, Findings findings, DefinitionScope scope)
    {
        if (team.Model is not null) DefinitionCheck.ModelReference(team.Model, team, "model", findings, scope);
        else if (team.Mode.HasLeader())
        {
            findings.Report("model", $"mode '{team.Mode}' needs a leader; write 'model:' with the name of one of models");
        }
    }

    private static void Settings(TeamDefinition team, Findings findings)
    {
        foreach (var (key, written) in team.ModeSettings ?? new Dictionary<string, JsonElement>())
        {
            Key(team.Mode, key, findings);
            KnownModes.Find(team.Mode)?.FindSetting(key)?.Check(written, findings);
        }
    }
}
