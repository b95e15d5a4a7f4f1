using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;

namespace DurableTeams.EndToEnd.Tests.Kills;

/// <summary>Each tool call of the newsroom carries one key, always the same, and has one recorded result.</summary>
internal static class ToolAudit
{
    public static void Assert(Stage stage, JsonElement run)
    {
        Call(stage, run, "researcher", "search", "fact-42");
        Call(stage, run, "telegram-agent", "send_message", "receipt-7 for Found fact-42");
        Xunit.Assert.Equal(2, run.Number("usage", "toolCalls"));
    }

    private static void Call(Stage stage, JsonElement run, string memberId, string tool, string result)
    {
        var member = run.Member(memberId);
        var recorded = Xunit.Assert.Single(member.Items("tools"));
        Xunit.Assert.Equal("completed", member.Text("status"));
        Xunit.Assert.Equal(tool, recorded.Text("name"));
        Xunit.Assert.Equal("completed", recorded.Text("status"));
        Xunit.Assert.Equal(result, recorded.Text("result"));
        Xunit.Assert.Null(recorded.Text("error"));

        var calls = stage.Tools.RequestsOf(tool);
        Xunit.Assert.NotEmpty(calls);
        Xunit.Assert.All(calls, call => Xunit.Assert.Equal($"{member.Text("memberRunId")}/{recorded.Text("callId")}", call.Key));
    }
}
