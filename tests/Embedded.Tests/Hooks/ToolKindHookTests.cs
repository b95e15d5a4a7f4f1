using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Hooks;

namespace DurableTeams.Embedded.Tests.Hooks;

/// <summary>Hooks watch tools of every kind alike.</summary>
public sealed class ToolKindHookTests
{
    [Fact]
    public async Task HttpTool_Hooks_ChangeWhatIsSentAndWhatIsTold()
    {
        await using var server = await RecordingServer.StartAsync("over the wire");
        var team = TestTeam.In(TeamMode.Sequential, TestMember.Of("payer", "pay"));
        team.Tools["pay"] = new ToolDefinition { Description = "Pays", Http = new HttpToolDefinition { Url = server.Url } };

        var told = await RunAsync(team);

        Assert.Equal("""{"amount":7}""", server.Single.Body);
        Assert.Equal("c=OVER THE WIRE", told);
    }

    [Fact]
    public async Task McpTool_Hooks_ChangeWhatIsSentAndWhatIsTold()
    {
        await using var server = (await McpTestServer.StartAsync()).Add("pay");
        var team = TestTeam.In(TeamMode.Sequential, TestMember.Of("payer", "bank"));
        team.Tools["bank"] = new ToolDefinition { Mcp = new McpToolDefinition { Url = server.Url } };

        var told = await RunAsync(team);

        Assert.Contains("\"amount\":7", Assert.Single(server.Calls).GetRawText().Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal("c=DONE", told);
    }

    private static async Task<string?> RunAsync(TeamDefinition team)
    {
        await using var harness = new RunHarness().With(new TestHook
        {
            BeforeTool = _ => ToolCallVerdict.Replace(new { amount = 7 }),
            AfterTool = answer => ToolAnswerVerdict.Replace(answer.Text.ToUpperInvariant()),
        });
        harness.Chat.Answer = ask => Task.FromResult(ask.Turn == 1
            ? Reply.Calls(ToolCall.Of("c", "pay", ("amount", 5)))
            : Reply.Text(ask.Last));
        await harness.ServeAsync(team);
        return (await harness.RunAsync("Go")).Output?.Text;
    }
}
