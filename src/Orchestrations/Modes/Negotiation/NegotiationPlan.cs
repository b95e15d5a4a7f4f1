using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>Who negotiates, over what, by which rules.</summary>
/// <param name="Parties">The members, in file order.</param>
/// <param name="Spec">What is negotiated.</param>
/// <param name="Rules">How it is negotiated.</param>
internal sealed record NegotiationPlan(IReadOnlyList<string> Parties, SpecSetting Spec, NegotiationRules Rules)
{
    /// <summary>The negotiation that the plan of a run says.</summary>
    public static NegotiationPlan Of(RunPlan plan)
    {
        var settings = NegotiationSettings.Of(plan);
        return new NegotiationPlan([.. plan.Members.Select(member => member.Id)], settings.Spec, settings.Rules);
    }

    /// <summary>The negotiation that a definition says.</summary>
    public static NegotiationPlan Of(TeamDefinition team)
    {
        var settings = NegotiationSettings.Of(team);
        return new NegotiationPlan([.. team.Members.Select(member => member.Id)], settings.Spec, settings.Rules);
    }

    /// <summary>The parties and sections as the member runs of a negotiation tell them; the rules are not among that.</summary>
    public static NegotiationPlan Of(IEnumerable<MemberRunRecord> memberRuns)
    {
        var claims = memberRuns.Where(run => run.Brief?.Step == NegotiationSteps.Claim.Step).ToList();
        var brief = claims.FirstOrDefault()?.Brief;
        var spec = new SpecSetting
        {
            Sections = [.. (brief?.Sections ?? []).Select(section => section.Name)],
            Open = brief?.Open == true,
        };
        return new NegotiationPlan([.. claims.Select(run => run.MemberId!).Distinct()], spec, new NegotiationRules());
    }
}
