using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;

namespace DurableTeams.Compat.Tests.Declarations;

public sealed class FunctionsDeclarationTests
{
    [Fact]
    public void CreateBuilder_WithoutOfficialPackages_SaysWhatToRun()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => FunctionsApplication.CreateBuilder([]));
        Assert.Contains("dotnet run --project src/Embedded", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-p:OfficialPackages=true", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HttpTrigger_LevelAndMethods_AreReadBack()
    {
        var trigger = new HttpTriggerAttribute(AuthorizationLevel.Admin, "get", "post") { Route = "teams/{id}" };
        Assert.Equal(AuthorizationLevel.Admin, trigger.AuthLevel);
        Assert.Equal(["get", "post"], trigger.Methods!);
        Assert.Equal("teams/{id}", trigger.Route);
    }

    [Fact]
    public void HttpTrigger_NoLevel_DependsOnWhetherMethodsAreNamed()
    {
        Assert.Equal(AuthorizationLevel.Function, new HttpTriggerAttribute().AuthLevel);
        Assert.Equal(AuthorizationLevel.Anonymous, new HttpTriggerAttribute("get").AuthLevel);
    }

    [Fact]
    public void Triggers_OnAMethod_AreFoundByReflection()
    {
        var method = typeof(FunctionsDeclarationTests).GetMethod(nameof(Sample), BindingFlags.NonPublic | BindingFlags.Static)!;
        Assert.Equal("sample", method.GetCustomAttribute<FunctionAttribute>()?.Name);
        Assert.Equal("Team", method.GetParameters()[0].GetCustomAttribute<OrchestrationTriggerAttribute>()?.Orchestration);
    }

    // Not in Behaviour/: the official policy is asked with exceptions of the engine below it.
    [Fact]
    public void HandleFailure_TaskFailedException_IsAskedWithItsDetails()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(1)) { HandleFailure = details => details.ErrorMessage == "again" };
        Assert.True(policy.Handle(new TaskFailedException("a", 1, new InvalidOperationException("again"))));
        Assert.False(policy.Handle(new TaskFailedException("a", 1, new InvalidOperationException("never"))));
        Assert.Throws<InvalidOperationException>(() => policy.Handle(new TimeoutException()));
    }

    [Function("sample")]
    private static void Sample([OrchestrationTrigger(Orchestration = "Team")] TaskOrchestrationContext context) => _ = context;
}
