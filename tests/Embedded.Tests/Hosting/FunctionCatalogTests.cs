using System.Reflection;
using DurableTeams.Contracts;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Functions.Http.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Scan_FunctionsApp_FindsEveryTask()
    {
        var functions = FunctionCatalog.Scan(typeof(RunTriggers).Assembly);
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
        var functions = FunctionCatalog.Scan(typeof(RunTriggers).Assembly);
        Assert.DoesNotContain("Redeliver", functions.Http.Select(function => function.Name)
            .Concat(functions.Activities.Concat(functions.Orchestrations).Select(function => function.Name)));
    }

    [Theory]
    [InlineData(nameof(Wrong.UnknownParameter), "surprise")]
    [InlineData(nameof(Wrong.NoResult), "IResult")]
    public void Compile_FunctionThisHostCannotCall_SaysWhichAndWhy(string name, string reason)
    {
        var method = typeof(Wrong).GetMethod(name)!;
        var trigger = method.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!;
        var refused = Assert.Throws<FunctionParameterException>(() => HttpInvoker.Compile(HttpFunction.Of(name, method, trigger)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    private static class Wrong
    {
        public static IResult UnknownParameter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request, string surprise) =>
            Results.Ok(request.Path + surprise);

        public static string NoResult([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request) => request.Path;
    }
}
