using System.Globalization;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Records;
using DurableTeams.Tools.BuiltIn;

namespace DurableTeams.Orchestrations.Tests.Tools;

public sealed class TaskPlanTests
{
    [Fact]
    public void Problem_EachOfManyTasksDependsOnAllBefore_IsFoundWithOneLookAtEach()
    {
        // By the paths between them this would take longer than anybody lives.
        var plan = Of([.. Enumerable.Range(1, 100).Select(n => Call("ann", Enumerable.Range(1, n - 1)))]);

        Assert.All(Enumerable.Range(1, 100), n => Assert.Null(plan.Problem(n)));
    }

    [Fact]
    public void Problem_EachOfManyTasksDependsOnAllBeforeAndTheFirstCannotBe_AllAreToldTheReason()
    {
        var plan = Of([Call("nobody", []), .. Enumerable.Range(2, 99).Select(n => Call("ann", Enumerable.Range(1, n - 1)))]);

        Assert.Equal("There is no member 'nobody'. The members are: ann.", plan.Problem(1));
        Assert.Equal(
            "It depends on task-1, which was not created: There is no member 'nobody'. The members are: ann.", plan.Problem(100));
    }

    [Fact]
    public void Problem_LongChainToATaskThatCannotBe_TellsTheReasonAndNotTheWayToIt()
    {
        var plan = Of([.. Enumerable.Range(1, 400).Select(n => Call("ann", [n + 1]))]);

        Assert.Equal("It depends on task-2, which was not created: There is no task 'task-401' to depend on.", plan.Problem(1));
    }

    [Fact]
    public void Problem_CycleOfMany_IsToldShortenedByEachFromItself()
    {
        var plan = Of([.. Enumerable.Range(1, 400).Select(n => Call("ann", [(n % 400) + 1]))]);

        Assert.StartsWith("task-1 -> task-2 -> ", plan.Problem(1), StringComparison.Ordinal);
        Assert.StartsWith("task-200 -> task-201 -> ", plan.Problem(200), StringComparison.Ordinal);
        Assert.EndsWith(
            " -> … -> task-200 is a cycle: a task cannot wait for itself.", plan.Problem(200), StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_MoreDependenciesThanATaskTakes_IsToldWithTheBound()
    {
        var plan = Of(
        [
            .. Enumerable.Range(1, 101).Select(_ => Call("ann", [])),
            Call("ann", Enumerable.Range(1, 101)),
            Call("ann", Enumerable.Range(1, 100))
        ]);

        Assert.StartsWith("A task depends on at most 100 others, this one on 101;", plan.Problem(102), StringComparison.Ordinal);
        Assert.Null(plan.Problem(103));
    }

    private static TaskPlan Of(IReadOnlyList<StoredCall> calls) =>
        new(new TeamDefinition
        {
            Id = "t",
            Name = "t",
            Mode = TeamMode.Tasks,
            Members = [new MemberDefinition { Id = "ann" }]
        }, calls, []);

    private static StoredCall Call(string member, IEnumerable<int> on) =>
        new("c", "create_task", JsonSerializer.SerializeToElement(new
        {
            title = "Do",
            member_id = member,
            depends_on = on.Select(n => string.Create(CultureInfo.InvariantCulture, $"task-{n}"))
        }));
}
