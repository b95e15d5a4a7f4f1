using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The settings of a team that negotiates: its mappings <c>spec</c> and <c>negotiation</c>.</summary>
/// <param name="Spec">What is negotiated.</param>
/// <param name="Rules">How it is negotiated.</param>
internal sealed record NegotiationSettings(SpecSetting Spec, NegotiationRules Rules)
{
    /// <summary>The mode's name and the key of its rules.</summary>
    public const string Name = "negotiation";

    /// <summary>The key of what is negotiated.</summary>
    public const string SpecKey = "spec";

    /// <summary>Sections of one specification, listed and open ones together.</summary>
    public const int MostSections = 32;

    /// <summary>Characters of a section's name.</summary>
    public const int LongestName = 64;

    /// <summary>Rounds of one negotiation.</summary>
    public const int MostRounds = 20;

    private static readonly NegotiationRules Defaults = new();

    /// <summary>The mappings of team files.</summary>
    public static IReadOnlyList<ModeSetting> Mappings { get; } =
    [
        new(
            SpecKey,
            "The piece of work that the parties share.",
            new NamesSettingValue(
                "sections", "section", "The sections that the parties claim.", MostSections, LongestName),
            ModeSettingValue.Flag("open", "Whether parties may claim sections that are not listed.", absent: false)),
        new(
            Name,
            "How the parties settle who makes which section.",
            ModeSettingValue.Whole(
                "maxRounds", "How often the claimants of contested sections answer each other.", Defaults.MaxRounds, 1,
                MostRounds),
            ModeSettingValue.Word(
                "onStalemate",
                "What happens to a section that is contested after the last round: the leader rules, a person decides, the first "
                    + "claimant in file order has it, or the run fails.",
                Defaults.OnStalemate),
            ModeSettingValue.Word(
                "onUnclaimed",
                "What happens to a section that nobody claimed: the leader assigns it, it is left out, or the run fails.",
                Defaults.OnUnclaimed),
            ModeSettingValue.Flag(
                "parallelSections", "Whether an owner works on its sections side by side.", Defaults.ParallelSections)),
    ];

    /// <summary>The settings in the plan of a run.</summary>
    public static NegotiationSettings Of(RunPlan plan) => new(
        Read<SpecSetting>(key => plan.ModeSettings?.TryGetProperty(key, out var found) == true ? found : null, SpecKey),
        Read<NegotiationRules>(key => plan.ModeSettings?.TryGetProperty(key, out var found) == true ? found : null, Name));

    /// <summary>The settings of a team.</summary>
    public static NegotiationSettings Of(TeamDefinition team) => new(
        Read<SpecSetting>(key => team.ModeSettings?.TryGetValue(key, out var found) == true ? found : null, SpecKey),
        Read<NegotiationRules>(key => team.ModeSettings?.TryGetValue(key, out var found) == true ? found : null, Name));

    // What an earlier version did not write has its default.
    private static T Read<T>(Func<string, JsonElement?> find, string key)
        where T : new() => find(key) is { } written ? written.Deserialize<T>(ContractJson.Options)! : new T();
}

/// <summary>What is negotiated.</summary>
internal sealed record SpecSetting
{
    /// <summary>The names of the sections, in file order.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>Whether parties may claim others.</summary>
    public bool Open { get; init; }
}

/// <summary>How it is negotiated.</summary>
internal sealed record NegotiationRules
{
    /// <summary>How often the claimants of contested sections answer each other.</summary>
    public int MaxRounds { get; init; } = 3;

    /// <summary>What happens to a section that is contested after the last round.</summary>
    public StalematePolicy OnStalemate { get; init; } = StalematePolicy.Arbiter;

    /// <summary>What happens to a section that nobody claimed.</summary>
    public UnclaimedPolicy OnUnclaimed { get; init; } = UnclaimedPolicy.Assign;

    /// <summary>Whether an owner works on its sections side by side.</summary>
    public bool ParallelSections { get; init; } = true;
}
