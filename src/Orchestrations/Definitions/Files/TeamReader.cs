using DurableTeams.Definitions.Checks;
using DurableTeams.Definitions.Modes;

namespace DurableTeams.Definitions.Files;

/// <summary>Makes a definition from the readable parts of a team file. Their meaning is checked afterwards.</summary>
internal static class TeamReader
{
    public static readonly string[] Keys =
    [
        "id", "name", "description", "mode", "model", "instructions", "models", "limits", "retry", "onMemberFailure", "history",
        "state", "stateInPrompt", "output", "phases", "consensus", "handoffReturn",
        .. KnownModes.Settings.Select(setting => setting.Key),
        "members", "tools",
    ];

    /// <summary>Reads a team; its scripts are read from <paramref name="directory"/>.</summary>
    public static TeamDefinition Read(
        YamlMap root, string directory, Findings findings, ICollection<DefinitionError> scriptErrors,
        IReadOnlyCollection<IModelProvider>? providers)
    {
        var team = new MapReader(root, string.Empty, findings, Keys);
        var id = team.Text("id") ?? string.Empty;
        var model = team.Text("model");
        var mode = Mode(team);
        return new TeamDefinition
        {
            Id = id,
            Name = team.Text("name") ?? id,
            Description = team.Text("description"),
            Mode = mode,
            Model = model,
            Instructions = team.Text("instructions"),
            Models = Named(team.Map("models"), map => ModelReader.Read(map, directory, scriptErrors, providers)),
            Limits = SettingsReader.Limits(team.Map("limits", SettingsReader.LimitKeys)),
            Retry = SettingsReader.Retry(team.Map("retry", SettingsReader.RetryKeys)),
            OnMemberFailure = team.Word("onMemberFailure", Vocabulary<MemberFailurePolicy>.Words) ?? MemberFailurePolicy.Fail,
            History = SettingsReader.History(team.Map("history", SettingsReader.HistoryKeys)),
            State = team.Data("state"),
            StateInPrompt = team.Flag("stateInPrompt") ?? false,
            Output = ModeReader.Output(team),
            Phases = ModeReader.Phases(team, mode),
            Consensus = ModeReader.Consensus(team, mode),
            HandoffReturn = ModeReader.HandoffReturn(team, mode),
            ModeSettings = ModeReader.Settings(team, mode),
            Members = MemberReader.Read(team, model),
            Tools = Named(team.Map("tools"), ToolReader.Read, ToolReader.Keys),
        };
    }

    // A mode that cannot be read becomes none of the known modes, so that no further check applies.
    private static TeamMode Mode(MapReader team)
    {
        if (team.Word("mode", KnownModes.Words) is { } mode) return mode;
        if (!team.Findings.IsBroken("mode"))
        {
            team.Findings.ReportBroken(
                "mode",
                team.Findings.LineOf("mode"),
                $"'mode' is missing; write one of: {string.Join(", ", KnownModes.Words.Keys)}");
        }

        return default;
    }

    private static SortedDictionary<string, T> Named<T>(
        MapReader? map, Func<MapReader, T> read, IReadOnlyList<string>? keys = null)
    {
        var made = new SortedDictionary<string, T>(StringComparer.Ordinal);
        if (map is null) return made;
        foreach (var entry in map.Entries)
        {
            // A null value is an entry without keys. Map reports a value that is no mapping; the entry stays known by its name,
            // so that a reference to it is not a second error.
            made[entry.Key] = read(map.Map(entry.Key, keys) ?? Empty(map, entry));
        }

        return made;
    }

    private static MapReader Empty(MapReader map, YamlEntry entry) =>
        new(new YamlMap([], entry.Line), map.At(entry.Key), map.Findings);
}
