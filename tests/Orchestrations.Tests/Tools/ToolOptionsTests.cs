using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Tools;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class ToolOptionsTests
{
    [Fact]
    public void Attribute_OfTheMethod_GatesByItsWords()
    {
        var tool = Describe(AIFunctionFactory.Create(Pay, "tool"));

        Assert.Equal(ApprovalKind.Confirmation, tool.Approval);
        Assert.Equal("amount > 10", tool.Definition.ApprovalWhen);
        Assert.Equal(
            new ApproveDefinition { AllowEdit = true, Expires = TimeSpan.FromHours(24), OnExpiry = OnExpiry.Fail, Quorum = 2 },
            tool.Definition.Approve);
    }

    [Fact]
    public void Options_OfCode_AreWhatATeamFileCanSay()
    {
        var options = new RegisteredTool(AIFunctionFactory.Create((int a) => a, "tool"), tool => tool
            .Description("From code").Parameters(new JsonObject { ["type"] = "object" })
            .UserInput("a").Expires("1h").Notify("https://hooks.example/a").EscalateAfter("30m", "https://hooks.example/b")
            .Repeatable(false).Timeout("5s").Attempts(4));

        var definition = options.Options.Definition;
        Assert.Equal("""{"type":"object"}""", definition.Parameters!.ToJsonString());
        Assert.Equal(
            ("From code", ApprovalKind.UserInput, "a", false, TimeSpan.FromSeconds(5)),
            (definition.Description, definition.Approval, Assert.Single(definition.InputFields!), definition.Repeatable,
                definition.Timeout));
        Assert.Equal(
            new ApproveDefinition
            {
                Expires = TimeSpan.FromHours(1),
                OnExpiry = OnExpiry.Reject,
                Notify = "https://hooks.example/a",
                EscalateAfter = TimeSpan.FromMinutes(30),
                EscalateTo = "https://hooks.example/b",
            },
            definition.Approve);
        Assert.Equal(4, Describe(options).Attempts);
    }

    [Fact]
    public void File_SaysSomething_WinsThereAndNowhereElse()
    {
        var code = new RegisteredTool(AIFunctionFactory.Create((int a) => a, "tool"), tool => tool
            .Confirmation(allowEdit: true).Expires("1h").Repeatable(false).Timeout("5s").When(_ => true));

        var silent = Describe(code, new ToolDefinition { Description = "From the file" });
        var gated = Describe(code, new ToolDefinition
        {
            Approval = ApprovalKind.UserInput,
            Approve = new ApproveDefinition { Expires = TimeSpan.FromDays(1) },
            Timeout = TimeSpan.FromSeconds(9),
        });

        Assert.Equal(
            ("From the file", ApprovalKind.Confirmation, true, false, TimeSpan.FromSeconds(5)),
            (silent.Description, silent.Approval, silent.Definition.Approve.AllowEdit, silent.Definition.Repeatable,
                silent.Definition.Timeout));
        Assert.NotNull(silent.When);
        Assert.Equal(
            (ApprovalKind.UserInput, TimeSpan.FromDays(1), false, TimeSpan.FromSeconds(9)),
            (gated.Approval, gated.Definition.Approve.Expires, gated.Definition.Repeatable, gated.Definition.Timeout));
        Assert.Null(gated.When);
    }

    [Fact]
    public void Options_ThatCannotBe_AreKeptForTheStart() => Assert.Equal(
        [
            "Expires(\"soon\") is no duration; write one such as 30s, 10m or 24h",
            "Attempts must be 1 to 100",
        ],
        new RegisteredTool(AIFunctionFactory.Create(() => 1, "tool"), tool => tool.Expires("soon").Attempts(0)).Options.Errors);

    [RequiresApproval(When = "amount > 10", AllowEdit = true, Expires = "24h", OnExpiry = OnExpiry.Fail, Quorum = 2)]
    private static string Pay(int amount) => $"paid {amount}";

    private static ToolDescription Describe(AIFunction function) => Describe(new RegisteredTool(function));

    private static ToolDescription Describe(RegisteredTool tool, ToolDefinition? written = null)
    {
        var team = TestTeam.Of(TestMember.Of("a", "tool"));
        if (written is not null) team.Tools["tool"] = written;
        using var services = new ServiceCollection().BuildServiceProvider();
        return new FunctionTool([tool], services.GetRequiredService<IServiceScopeFactory>()).Describe(team, "tool")!;
    }
}
