using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>The settings of a negotiation.</summary>
/// <param name="Parties">The members, in file order.</param>
/// <param name="Sections">The listed sections, in file order.</param>
/// <param name="Open">Whether parties may claim sections that are not listed.</param>
internal sealed record NegotiationPlan(IReadOnlyList<string> Parties, IReadOnlyList<string> Sections, bool Open)
{
    /// <summary>Rounds in which the parties respond to each other.</summary>
    public int MaxRounds { get; init; }

    /// <summary>Who decides where the parties cannot: one of <see cref="NegotiationSettings"/>.</summary>
    public string OnStalemate { get; init; } = NegotiationSettings.Arbiter;

    /// <summary>What happens to a section that nobody claims: one of <see cref="NegotiationSettings"/>.</summary>
    public string OnUnclaimed { get; init; } = NegotiationSettings.Assign;

    /// <summary>Whether a party works on its sections in parallel.</summary>
    public bool ParallelSections { get; init; } = true;

    /// <summary>The settings in a plan of a run.</summary>
    public static NegotiationPlan Of(RunPlan plan) =>
        Of(name => plan.ModeSettings!.Value.GetProperty(name), plan.Members.Select(member => member.Id));

    /// <summary>The settings in a definition.</summary>
    public static NegotiationPlan Of(TeamDefinition team) =>
        Of(name => team.ModeSettings![name], team.Members.Select(member => member.Id));

    /// <summary>
    /// As much of the settings as the member runs of a negotiation tell: what parties need to know of it.
    /// </summary>
    public static NegotiationPlan Of(IEnumerable<MemberRunRecord> memberRuns)
    {
        var claims = memberRuns.Where(run => run.Brief?.Step == NegotiationSteps.Claim.Step).ToList();
        return new NegotiationPlan(
            [.. claims.Select(run => run.MemberId!).Distinct()],
            [.. claims.Take(1).SelectMany(run => run.Brief!.Sections!).Select(section => section.Name)],
            claims.Exists(run => run.Brief!.Open));
    }

    private static NegotiationPlan Of(Func<string, JsonElement> setting, IEnumerable<string> members)
    {
        var (spec, rules) = (setting(NegotiationSettings.Spec), setting(NegotiationSettings.Negotiation));
        return new NegotiationPlan(
            [.. members],
            [.. spec.GetProperty(NegotiationSettings.Sections).EnumerateArray().Select(name => name.GetString()!)],
            spec.GetProperty(NegotiationSettings.Open).GetBoolean())
        {
            MaxRounds = rules.GetProperty(NegotiationSettings.MaxRounds).GetInt32(),
            OnStalemate = rules.GetProperty(NegotiationSettings.OnStalemate).GetString()!,
            OnUnclaimed = rules.GetProperty(NegotiationSettings.OnUnclaimed).GetString()!,
            ParallelSections = rules.GetProperty(NegotiationSettings.ParallelSections).GetBoolean(),
        };
    }
}
