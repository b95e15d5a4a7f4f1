using System.Text.Json;
using DurableTeams.Definitions;

namespace DurableTeams.Modes;

/// <summary>Phases in words.</summary>
internal static class PhaseText
{
    /// <summary>A phase's name, as team files write it.</summary>
    public static string Name(TeamPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

    /// <summary>What a phase is for.</summary>
    public static string Purpose(TeamPhase phase) => phase switch
    {
        TeamPhase.Deliberation => "understand the matter and think of what could be done",
        TeamPhase.Negotiation => "weigh what was thought of and settle what is open",
        _ => "carry out what was settled",
    };
}
