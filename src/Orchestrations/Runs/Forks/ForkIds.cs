using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Forks;

/// <summary>
/// Replaces the ids of a run by those of its fork, in typed fields only, so that people's words are never touched. An id of
/// another run stays as it is.
/// </summary>
internal sealed class ForkIds(string from, string to)
{
    /// <summary>The fork.</summary>
    public string Fork => to;

    /// <summary>A member run's or a requirement's id.</summary>
    public string Of(string id) => RunIds.RunOf(id) == from ? string.Concat(to, id.AsSpan(from.Length)) : id;

    public MemberRunRecord Of(MemberRunRecord agent) => agent with
    {
        RunId = to,
        MemberRunId = Of(agent.MemberRunId),
        ParentMemberRunId = OrNull(agent.ParentMemberRunId),
        Brief = agent.Brief is { } brief ? Of(brief) : null,
    };

    public MessageRecord Of(MessageRecord message) => message with
    {
        MemberRunId = Of(message.MemberRunId),
        OutputOf = OrNull(message.OutputOf),
        Parts = message.Parts?.Select(part => part with { OutputOf = Of(part.OutputOf) }).ToArray(),
    };

    public RequirementRecord Of(RequirementRecord requirement) => requirement with
    {
        RunId = to,
        RequirementId = Of(requirement.RequirementId),
        MemberRunId = Of(requirement.MemberRunId),
        Call = Of(requirement.Call),
    };

    public Brief Of(Brief brief) => brief with
    {
        Call = OrNull(brief.Call),
        InputOf = OrNull(brief.InputOf),
        SubtaskOf = OrNull(brief.SubtaskOf),
        Transfer = OrNull(brief.Transfer),
        Show = brief.Show?.Select(Of).ToArray(),
        SummaryOf = OrNull(brief.SummaryOf),
    };

    private CallReference Of(CallReference call) => call with { MemberRunId = Of(call.MemberRunId) };

    private CallReference? OrNull(CallReference? call) => call is null ? null : Of(call);

    private string? OrNull(string? id) => id is null ? null : Of(id);
}
