using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>How each point is recognised at the servers.</summary>
internal static class KillPoints
{
    /// <summary>Sets the gate of a point and returns the wait for it.</summary>
    public static Func<Task> Arm(Stage stage, KillPoint point) => point switch
    {
        KillPoint.LeaderFirstCallInFlight => Asked(stage, "leader", 1),
        KillPoint.MemberCallInFlight => Asked(stage, "researcher", 1),
        KillPoint.FreeToolInFlight => stage.Tools.Gates.Hold("search", call => call.Tool == "search").ReachedAsync,
        KillPoint.MemberLastCallInFlight => Asked(stage, "researcher", 2),
        KillPoint.LeaderSecondCallInFlight => Asked(stage, "leader", 2),
        KillPoint.GatedMemberCallInFlight => Asked(stage, "telegram-agent", 1),
        KillPoint.ToolInFlight => stage.Tools.Gates.Hold("send_message", call => call.Tool == "send_message").ReachedAsync,
        KillPoint.ToolAnswered => stage.Tools.Gates.Watch("send_message", call => call.Tool == "send_message").AnsweredAsync,
        KillPoint.GatedMemberLastCallInFlight => Asked(stage, "telegram-agent", 2),
        KillPoint.LeaderLastCallInFlight => Asked(stage, "leader", 3),
        _ => () => Task.CompletedTask,
    };

    private static Func<Task> Asked(Stage stage, string agent, int turn) =>
        stage.Chat.Gates.Hold($"turn {turn} of {agent}", request => request.Agent == agent && request.Turn == turn).ReachedAsync;
}
