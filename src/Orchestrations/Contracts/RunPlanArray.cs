using System.Text.Json;
using DurableTeams.Definitions;

namespace DurableTeams.Contracts;

/// <summary>
/// Plans as older histories hold them: one array, <c>[[numbers], [phases], [members]]</c>. They are read and no longer written,
/// so nothing is added here.
/// </summary>
internal static class RunPlanArray
{
    /// <summary>The plan of such an array.</summary>
    public static RunPlan Read(JsonElement plan)
    {
        var numbers = plan[0].EnumerateArray().Select(number => number.GetInt64()).ToArray();
        var more = plan.GetArrayLength() > 1;
        return new RunPlan
        {
            Mode = TeamMode.Of(TeamMode.Numbered[(int)numbers[0]]),
            MaxSteps = (int)numbers[1],
            MaxParallel = (int)numbers[2],
            MaxHandoffs = (int)numbers[3],
            MaxTokens = numbers[4] == 0 ? null : numbers[4],
            MemberTimeoutMs = numbers[5],
            TeamTimeoutMs = numbers[6],
            ModelAttempts = (int)numbers[7],
            ModelBackoffMs = numbers[8],
            ToolAttempts = (int)numbers[9],
            ToolBackoffMs = numbers[10],
            OnMemberFailure = (MemberFailurePolicy)numbers[11],
            Quorum = (int)numbers[12],
            OnTie = (TiePolicy)numbers[13],
            CountsSteps = numbers.Length > 14 && numbers[14] == 1,
            Phases = more ? [.. plan[1].EnumerateArray().Select(phase => (TeamPhase)phase.GetInt32())] : [],
            Members = more ? [.. plan[2].EnumerateArray().Select(Member)] : [],
        };
    }

    private static MemberPlan Member(JsonElement member)
    {
        MemberPosition? position = member[1].GetInt32() is >= 0 and var number
            ? MemberPosition.Of(MemberPosition.Numbered[number])
            : null;
        return member.GetArrayLength() == 2
            ? new MemberPlan(member[0].GetString()!, position)
            : new MemberPlan(member[0].GetString()!, position, member[2].GetString(), Read(member[3]));
    }
}
