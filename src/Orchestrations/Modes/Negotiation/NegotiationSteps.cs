using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Modes.Negotiation;

/// <summary>
/// The steps of a negotiation. A party is an agent or a team; a team works on a step in its own mode, and its answer has the
/// step's form. Nobody has tools of its own before the specification is frozen.
/// </summary>
internal static class NegotiationSteps
{
    private static readonly string[] Looks = [BuiltInToolNames.CurrentClaims, BuiltInToolNames.NegotiationState];

    /// <summary>A party claims sections, blind to the others.</summary>
    public static ModeStep Claim { get; } = new(new AgentStep("claim"), _ =>
        "Which sections should be yours? Claim those that you would do best, with a proposal for each; claim none where you "
        + "have nothing to add. You do not see the claims of the other parties. The answer is JSON only: "
        + """{"claims": [{"section": "...", "proposal": "...", "reason": "..."}]}.""")
    {
        Form = (_, brief) => NegotiationForms.Claims(brief),
        Shown = view => NegotiationTexts.Sections(view.Brief),
        OwnTools = false,
    };

    /// <summary>A party responds to the others' proposals for its contested sections.</summary>
    public static ModeStep Respond { get; } = new(new AgentStep("respond"), _ =>
        "Decide for each contested section: concede it, revise your proposal (write the new one), or hold it. The answer is "
        + "JSON only: "
        + """{"responses": [{"section": "...", "decision": "concede | revise | hold", "proposal": "...", "reason": "..."}]}.""")
    {
        Form = (_, brief) => NegotiationForms.Responses(brief),
        Shown = NegotiationTexts.Contested,
        PartyTools = Looks,
        OwnTools = false,
    };

    /// <summary>The leader rules who has the sections that the parties could not agree on.</summary>
    public static ModeStep Rule { get; } = Ruling(
        "rule", "The parties could not agree on these sections. Rule which claimant has each of them.");

    /// <summary>A person decides who has them.</summary>
    public static ModeStep Ask { get; } = Ruling(
        "ask", "The parties could not agree on these sections. A person decides which claimant has each of them.") with
    {
        Questions = new StepQuestions(BuiltInToolNames.SettleSection, NegotiationQuestions.Ask, NegotiationQuestions.Answer),
    };

    /// <summary>The leader assigns sections that nobody claimed.</summary>
    public static ModeStep Assign { get; } = Ruling(
        "assign", "Nobody claimed these sections. Assign each of them to a party.");

    /// <summary>The leader may give sections whose owners failed to other claimants.</summary>
    public static ModeStep Reassign { get; } = Ruling(
        "reassign",
        "The owners of these sections failed. Rule which other claimant has each of them, or write null as the owner to leave "
        + "the section undone.");

    /// <summary>An owner makes its section.</summary>
    public static ModeStep Produce { get; } = new(
        new AgentStep("produce"),
        brief => $"The section '{brief.Section}' is yours. Make it, and nothing else; answer with its content.")
    {
        Shown = NegotiationTexts.Frozen,
        PartyTools = Looks,
    };

    /// <summary>All steps.</summary>
    public static IReadOnlyList<ModeStep> All { get; } = [Claim, Respond, Rule, Ask, Assign, Reassign, Produce];

    /// <summary>By what the rulings of a step settle a section; null where the step makes none.</summary>
    public static string? Rules(AgentStep step) => step.Name switch
    {
        "rule" or "reassign" => SettledBy.Ruling,
        "ask" => SettledBy.Person,
        "assign" => SettledBy.Assignment,
        _ => null,
    };

    /// <summary>
    /// Whether a team went on although this member run failed: it started another step, or another round, after it. A retry or a
    /// fork of the run then leaves the failure as it is, since the later steps rest on it.
    /// </summary>
    public static bool WentOnWithout(MemberRunRecord failed, IEnumerable<MemberRunRecord> memberRuns) =>
        failed.Brief is { Sections: not null } brief && memberRuns
            .SkipWhile(run => run.MemberRunId != failed.MemberRunId)
            .Any(run => run.ParentMemberRunId == failed.ParentMemberRunId && run.Brief is { } later
                && (later.Step != brief.Step || later.Round != brief.Round));

    private static ModeStep Ruling(string name, string task) => new(
        new AgentStep(name),
        _ => task + """ Answer with JSON only: {"rulings": [{"section": "...", "owner": "<member id>", "reason": "..."}]}.""")
    {
        Form = (_, brief) => NegotiationForms.Rulings(brief, mayLeave: name == "reassign"),
        Shown = NegotiationTexts.Proposals,
    };
}
