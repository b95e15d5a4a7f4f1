using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Approvals;

public sealed class GateReadingTests
{
    [Theory]
    [InlineData("""{"amount": 5}""", false)]
    [InlineData("""{"amount": 5000}""", true)]
    [InlineData("{}", true)]
    [InlineData("""{"amount": "much"}""", true)]
    public void Of_PredicateInCode_GatesWhatItSaysAndWhatItCannotRead(string arguments, bool gated) =>
        Assert.Equal(gated, IsGated(null, arguments));

    [Theory]
    [InlineData(null, true)]
    [InlineData("amount > 3", true)]
    [InlineData("amount > 9", false)]
    public void Of_FileThatGates_NoPredicateTakesTheGateAway(string? when, bool gated) =>
        Assert.Equal(gated, IsGated(
            new ToolDefinition { Approval = ApprovalKind.Confirmation, ApprovalWhen = when }, """{"amount": 5}"""));

    private static bool IsGated(ToolDefinition? inFile, string arguments)
    {
        var team = TestTeam.Of(TestMember.Of("payer", "pay"));
        if (inFile is not null) team.Tools["pay"] = inFile;
        var function = AIFunctionFactory.Create((decimal amount) => amount, "pay");
        using var services = new ServiceCollection().BuildServiceProvider();
        var kind = new FunctionTool(
            [new RegisteredTool(function, given => given.GetProperty("amount").GetDecimal() > 1000)],
            services.GetRequiredService<IServiceScopeFactory>());

        return GateReading.Of(kind.Describe(team, "pay")!, JsonElement.Parse(arguments)).Kind == RequirementKind.Confirmation;
    }
}
