using DurableTeams.Contracts;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Functions.Orchestrations;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Scan_FunctionsApp_FindsEveryTask()
    {
        var functions = FunctionCatalog.Scan(typeof(RunFunctions).Assembly);
        Assert.Equal(
            [TaskNames.MemberRun, TaskNames.NestedTeam, TaskNames.Notify, TaskNames.TeamRun],
            functions.Orchestrations.Select(function => function.Name).Order(StringComparer.Ordinal));
        Assert.Equal([TaskNames.Record], functions.Activities.Where(function => function.StoreOnly).Select(function => function.Name));
        Assert.Contains(TaskNames.ModelCall, functions.Activities.Select(function => function.Name));
    }

    // The host has a loop of its own for what the timers do.
    [Fact]
    public void Scan_TimerTriggers_AreLeftOut()
    {
        var functions = FunctionCatalog.Scan(typeof(RunFunctions).Assembly);
        Assert.DoesNotContain("Redeliver", functions.Activities.Concat(functions.Orchestrations).Select(function => function.Name));
    }
}
