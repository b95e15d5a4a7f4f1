using System.Text.Json;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// The questions to a person where the claimants of sections cannot agree: one for each section, with the proposals in view.
/// </summary>
internal static class SectionQuestions
{
    /// <summary>Bytes of the proposals and reasons of one question, as UTF-8; longer ones are cut evenly.</summary>
    public const int MostShown = 64 * 1024;

    /// <summary>The questions, and the rulings that the decisions make.</summary>
    public static StepQuestions Questions { get; } = new(BuiltInToolNames.SettleSection, Ask, Rulings);

    private static List<object> Ask(StepView view)
    {
        var spec = Spec.Of(new PartyRef(view.MemberRunId, view.Brief), view.MemberRuns);
        return [.. view.Brief.Sections!.Select(asked => Question(asked, spec.Find(asked.Name)?.Claims ?? []))];
    }

    private static object Question(SectionBrief asked, IReadOnlyList<SpecClaim> claims)
    {
        var shown = EvenCut.Of([.. claims.SelectMany(claim => new[] { claim.Proposal, claim.Reason })], MostShown);
        return new
        {
            section = asked.Name,
            proposals = (asked.Parties ?? []).Select(party =>
            {
                var at = claims.TakeWhile(claim => claim.MemberId != party).Count();
                return at == claims.Count
                    ? new { memberId = party, proposal = "", reason = (string?)null }
                    : new { memberId = party, proposal = shown[2 * at] ?? "", reason = shown[(2 * at) + 1] };
            }),
        };
    }

    private static string Rulings(IReadOnlyList<RequirementRecord> decided) => JsonSerializer.Serialize(
        new
        {
            rulings = decided.Select(asked => new
            {
                section = asked.Tool.Arguments.GetProperty("section").GetString(),
                owner = asked.EditedArguments?.GetProperty("owner").GetString(),
                reason = asked.Note,
            }),
        },
        ContractJson.Compact);
}
