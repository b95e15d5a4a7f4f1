using System.Text.Json;
using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Definitions.Files;

/// <summary>
/// Reads the keys of single modes. A key of another mode is refused here even with its default value, since a later check could
/// not tell that from an absent key.
/// </summary>
internal static class ModeReader
{
    public static readonly string[] OutputKeys = ["schema"];
    public static readonly string[] ConsensusKeys = ["quorum", "onTie"];

    public static OutputDefinition? Output(MapReader team) =>
        team.Map("output", OutputKeys) is { } output ? new OutputDefinition(output.Data("schema") ?? []) : null;

    public static IReadOnlyList<TeamPhase> Phases(MapReader team, TeamMode mode)
    {
        if (team.Has("phases")) ModeCheck.Key(mode, "phases", team.Findings);
        return team.Words("phases", "phase", Vocabulary<TeamPhase>.Words) ?? [];
    }

    public static ConsensusDefinition? Consensus(MapReader team, TeamMode mode)
    {
        var defaults = new ConsensusDefinition();
        return team.Map("consensus", ConsensusKeys) is not { } map
            ? mode == TeamMode.Consensus ? defaults : null
            : new ConsensusDefinition
            {
                Quorum = map.Whole("quorum") ?? defaults.Quorum,
                OnTie = map.Word("onTie", Vocabulary<TiePolicy>.Words) ?? defaults.OnTie,
            };
    }

    /// <summary>
    /// The mappings that belong to single modes. A mode's own is read even where the file is silent: as its defaults.
    /// </summary>
    public static IDictionary<string, JsonElement>? Settings(MapReader team, TeamMode mode)
    {
        var read = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var setting in KnownModes.Settings)
        {
            var map = team.Map(setting.Key, [.. setting.Keys]);
            if (map is null && KnownModes.Find(mode)?.FindSetting(setting.Key) is null) continue;
            read[setting.Key] = setting.Read(map);
        }

        return read.Count == 0 ? null : read;
    }

    public static HandoffReturn HandoffReturn(MapReader team, TeamMode mode)
    {
        if (team.Has("handoffReturn")) ModeCheck.Key(mode, "handoffReturn", team.Findings);
        return team.Word("handoffReturn", Vocabulary<HandoffReturn>.Words) ?? DurableTeams.Definitions.HandoffReturn.Stay;
    }
}
