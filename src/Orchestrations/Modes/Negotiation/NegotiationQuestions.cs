using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>What a person is asked where the parties cannot agree: who has the section, with the proposals in view.</summary>
internal static class NegotiationQuestions
{
    /// <summary>Bytes of the proposals and reasons of one question, as UTF-8; longer ones are cut evenly.</summary>
    public const int MostShown = 64 * 1024;

    /// <summary>One question for each contested section: <c>{section, proposals: [{memberId, proposal, reason}]}</c>.</summary>
    public static IReadOnlyList<object> Ask(QuestionContext context)
    {
        var brief = context.Agent.Brief!;
        var spec = Spec.Of(new PartyRef(context.Agent.MemberRunId, brief), context.MemberRuns);
        return [.. brief.Sections!.Select(asked => Question(asked, spec.Find(asked.Name)?.Claims ?? []))];
    }

    private static object Question(SectionBrief asked, IEnumerable<SpecClaim> claims)
    {
        List<SpecClaim> open = [.. claims.Where(claim => asked.Parties!.Contains(claim.MemberId, StringComparer.Ordinal))];
        var shown = EvenCut.Of([.. open.SelectMany(claim => new[] { claim.Proposal, claim.Reason })], MostShown);
        return new
        {
            section = asked.Name,
            proposals = open.Select((claim, i) => new
            {
                memberId = claim.MemberId, proposal = shown[2 * i], reason = shown[(2 * i) + 1],
            }),
        };
    }

    /// <summary>The decisions as rulings.</summary>
    public static string Answer(IReadOnlyList<RequirementRecord> decided) => JsonSerializer.Serialize(
        new
        {
            rulings = decided.Select(requirement => new
            {
                section = requirement.Tool.Arguments.GetProperty("section").GetString(),
                owner = requirement.Values?.GetProperty("owner").GetString(),
                reason = requirement.Note,
            }),
        },
        ContractJson.Compact);
}
