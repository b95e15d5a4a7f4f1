using System.Reflection;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Functions.Http.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace DurableTeams.Embedded.Tests.Hosting;

public sealed class FunctionCatalogTests
{
    // The host has a loop of its own for what the timers do.
    [Fact]
    public void Scan_TimerTriggers_AreLeftOut()
    {
        var functions = FunctionCatalog.Scan(typeof(RunTriggers).Assembly);
        Assert.DoesNotContain("Redeliver", functions.Http.Select(function => function.Name));
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
