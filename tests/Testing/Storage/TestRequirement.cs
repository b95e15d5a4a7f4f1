using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Testing.Json;

namespace DurableTeams.Testing.Storage;

/// <summary>Requirements: a person is to approve a call of <c>send_message</c> in a member run's first turn.</summary>
public static class TestRequirement
{
    /// <summary>The tool that the first call of a turn was offered as.</summary>
    public static readonly ToolBinding Binding = new(
        new ToolSource("mcp"), "docs", "send.message", "00ff", "ff00", RequirementKind.Confirmation)
    {
        Judged = true,
        Hooked = new HookedCall("asked", "Guard", "why"),
    };

    /// <summary>What the member run with this number asks about its call.</summary>
    public static RequirementRecord Of(
        string run, int position, int call = 0, string team = TestRun.Team, string member = TestMemberRun.Member,
        int second = 0) => new()
    {
        RequirementId = RunIds.Requirement(RunIds.Member(run, position), 1, call),
        RunId = run,
        TeamId = team,
        MemberRunId = RunIds.Member(run, position),
        MemberId = member,
        MemberPath = [team, member],
        Call = new CallReference(RunIds.Member(run, position), 1, call),
        Tool = new StoredCall("call-" + call, "send_message", JsonText.Parse("""{"text":"hi"}"""))
        {
            Binding = call == 0 ? Binding : null,
        },
        AllowEdit = true,
        CreatedAt = TestTime.At(second),
    };

    /// <summary>What the member run at this position asks: "2", "2.1".</summary>
    public static RequirementRecord At(string run, string position, int call = 0)
    {
        var memberRun = $"{run}.{position}";
        return Of(run, 0, call) with
        {
            RequirementId = RunIds.Requirement(memberRun, 1, call),
            MemberRunId = memberRun,
            Call = new CallReference(memberRun, 1, call),
        };
    }
}
