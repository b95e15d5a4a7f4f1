namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>Where in the newsroom's run the process dies, in the order of the run.</summary>
public enum KillPoint
{
    LeaderFirstCallInFlight,
    MemberCallInFlight,
    FreeToolInFlight,
    MemberLastCallInFlight,
    LeaderSecondCallInFlight,
    GatedMemberCallInFlight,
    Paused,
    DecisionAccepted,
    ToolInFlight,
    ToolAnswered,
    GatedMemberLastCallInFlight,
    LeaderLastCallInFlight,
}
