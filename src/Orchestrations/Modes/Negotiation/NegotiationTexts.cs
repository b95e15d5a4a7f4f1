using System.Text;
using DurableTeams.Storage.Ids;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// What the agents of a negotiation are shown. A party sees its own position and the others' newest proposals, never their
/// conversations.
/// </summary>
internal static class NegotiationTexts
{
    /// <summary>The sections that may be claimed.</summary>
    public static string Sections(Brief brief)
    {
        var text = new StringBuilder();
        if (brief.Sections is { Count: > 0 } sections)
            text.AppendLine("The sections of the specification:")
                .AppendJoin('\n', sections.Select(section => $"- {section.Name}"));
        if (!brief.Open) return text.ToString();
        if (text.Length > 0) text.AppendLine().AppendLine();
        return text.Append("You may claim other sections, too: give each a short name.").ToString();
    }

    /// <summary>The contested sections of a party, with the newest proposals.</summary>
    public static string Contested(StepView view)
    {
        var spec = Spec.Of(new PartyRef(view.MemberRunId, view.Brief), view.MemberRuns);
        var text = new StringBuilder().Append("Other parties claim these sections, too:");
        foreach (var section in view.Brief.Sections!.Select(section => spec.Find(section.Name)).OfType<SpecSection>())
        {
            text.AppendLine().AppendLine().Append("Section ").Append(section.Name);
            foreach (var claim in section.Claims)
            {
                text.AppendLine()
                    .AppendLine(claim.MemberId == view.MemberId ? "Your proposal:" : $"Proposal of {claim.MemberId}:")
                        .Append(claim.Proposal);
            }
        }

        return text.ToString();
    }

    /// <summary>The sections that a leader rules on, with who may have each of them and the proposals.</summary>
    public static string Proposals(StepView view)
    {
        var spec = Spec.Of(new PartyRef(view.MemberRunId, view.Brief), view.MemberRuns);
        var text = new StringBuilder();
        foreach (var asked in view.Brief.Sections!)
        {
            if (text.Length > 0) text.AppendLine().AppendLine();
            text.Append("Section ").AppendLine(asked.Name)
                .Append("It may go to: ").AppendJoin(", ", asked.Parties ?? []);
            foreach (var claim in spec.Find(asked.Name)?.Claims ?? [])
            {
                text.AppendLine().AppendLine($"Proposal of {claim.MemberId}:").Append(claim.Proposal);
                if (claim.Reason is { Length: > 0 } reason) text.AppendLine().Append("Reason: ").Append(reason);
            }
        }

        return text.ToString();
    }

    /// <summary>The frozen specification, for the owner of a section.</summary>
    public static string Frozen(StepView view)
    {
        var spec = Spec.Of(new PartyRef(view.MemberRunId, view.Brief), view.MemberRuns);
        var text = new StringBuilder().Append("The specification is frozen:");
        foreach (var frozen in view.Brief.Sections!)
        {
            var owner = frozen.Parties is [var party] ? party : null;
            text.AppendLine().AppendLine().Append("Section ").Append(frozen.Name)
                .Append(owner is null ? " (nobody makes it)" : owner == view.MemberId ? " (yours)" : $" (made by {owner})");
            var proposal = spec.Find(frozen.Name)?.Claims.FirstOrDefault(claim => claim.MemberId == owner)?.Proposal;
            if (proposal is { Length: > 0 }) text.AppendLine().Append(proposal);
        }

        return text.ToString();
    }
}
