using System.Text.Json;
using DurableTeams.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>What a person is asked where the parties cannot agree: who has the section, with the proposals in view.</summary>
internal static class NegotiationQuestions
{
    /// <summary>One question for each contested section: <c>{section, proposals: [{memberId, proposal, reason}]}</c>.</summary>
    public static IReadOnlyList<object> Ask(QuestionContext context)
    {
        var brief = context.Agent.Brief!;
        var spec = Spec.Of(new PartyRef(context.Agent.MemberRunId, brief), context.MemberRuns);
        return
        [
            .. brief.Sections!.Select(asked => new
            {
                section = asked.Name,
                proposals = (spec.Find(asked.Name)?.Claims ?? [])
                    .Where(claim => asked.Parties!.Contains(claim.MemberId, StringComparer.Ordinal))
                    .Select(claim => new { memberId = claim.MemberId, proposal = claim.Proposal, reason = claim.Reason }),
            }),
        ];
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
