using DurableTeams.Definitions;
using DurableTeams.Hooks;
using DurableTeams.Hosting.Starting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class CodeToolCheckTests
{
    [Fact]
    public void Check_WhatCannotBe_IsListedTogetherWithWhereItComesFrom()
    {
        var errors = Check(teams => teams
            .AddTool(AIFunctionFactory.Create((int amount) => amount, "pay"), tool => tool
                .UserInput("sum").Expires("soon").Quorum(0).Attempts(500))
            .AddTool(AIFunctionFactory.Create(() => 1, "pay now"))
            .AddTool(_ => AIFunctionFactory.Create(() => 1, "delegate_task_to_member"))
            .AddHook(new Nothing()));

        Assert.Equal(
            ["AddTool(pay)", "AddTool(pay now)", "AddTool(delegate_task_to_member)", "AddHook(Nothing)"],
            errors.Select(error => error.File).Distinct());
        Assert.Equal(
            [
                "Expires(\"soon\") is no duration; write one such as 30s, 10m or 24h",
                "Attempts must be 1 to 100",
                "'quorum' must be 1 to 100",
                "there is no parameter 'sum'; valid here: amount",
            ],
            errors.Where(error => error.File == "AddTool(pay)").Select(error => error.Reason));
    }

    [Fact]
    public void Check_WhatTheDocumentationShows_IsFine() => Assert.Empty(Check(teams => teams
        .AddTool(AIFunctionFactory.Create((string words, IServiceProvider services, CancellationToken token) => words, "search"))
        .AddTool(
            new ApprovalRequiredAIFunction(AIFunctionFactory.Create((decimal amount) => amount, "pay")),
            tool => tool.When(call => call.GetProperty("amount").GetDecimal() > 1000)
                .Expires("24h", OnExpiry.Reject).Repeatable(false).Timeout("10s"))
        .AddHook<Watching>()));

    private static List<DefinitionError> Check(Action<DurableTeamsBuilder> configure)
    {
        using var services = new ServiceCollection().AddDurableTeams(configure).BuildServiceProvider();
        return [.. services.GetServices<IStartCheck>().OfType<CodeToolCheck>().Single().Check()];
    }

    private sealed class Nothing : IHook;

    private sealed class Watching : IToolCallHook;
}
