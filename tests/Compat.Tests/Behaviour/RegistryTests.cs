using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class RegistryTests
{
    private static readonly ServiceProvider Services =
        new ServiceCollection().AddSingleton("greetings").BuildServiceProvider();

    [Fact]
    public void Add_ByType_TakesNameFromAttributeOrClass()
    {
        var registry = new DurableTaskRegistry().AddOrchestrator<Plain>().AddOrchestrator(typeof(Renamed)).AddActivity<Greet>();
        var orchestrators = registry.GetOrchestrators().Select(entry => entry.Key.Name);
        Assert.Equal(["Plain", "renamed"], orchestrators.Order(StringComparer.Ordinal));
        Assert.Equal(["Greet"], registry.GetActivities().Select(entry => entry.Key.Name));
    }

    [Fact]
    public async Task GetActivities_TypeWithDependency_IsBuiltFromServices()
    {
        var registry = new DurableTaskRegistry().AddActivity<Greet>("hello");
        var activity = Assert.Single(registry.GetActivities()).Value(Services);
        Assert.Equal((typeof(string), typeof(string)), (activity.InputType, activity.OutputType));
        Assert.Equal("greetings Ada", await activity.RunAsync(new Activity(), "Ada"));
    }

    [Fact]
    public void GetOrchestrators_Type_MakesANewOneEachTime()
    {
        var factory = Assert.Single(new DurableTaskRegistry().AddOrchestrator<Plain>().GetOrchestrators()).Value;
        Assert.NotSame(factory(Services), factory(Services));
    }

    [Fact]
    public void GetOrchestrators_Instance_IsThatInstance()
    {
        var plain = new Plain();
        var registry = new DurableTaskRegistry().AddOrchestrator(plain).AddOrchestrator("again", plain);
        Assert.All(registry.GetOrchestrators(), entry => Assert.Same(plain, entry.Value(Services)));
    }

    [Fact]
    public void Add_SameNameInOtherCase_Throws()
    {
        var registry = new DurableTaskRegistry().AddActivity<Greet>("hello").AddOrchestrator<Plain>("team");
        Assert.Throws<ArgumentException>(() => registry.AddActivity<Greet>("HELLO"));
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator<Plain>("Team"));
        registry.AddOrchestrator<Plain>("hello");
    }

    [Fact]
    public void Add_SameNameOtherVersion_KeepsBoth()
    {
        var registry = new DurableTaskRegistry()
            .AddOrchestrator("team", "1", () => new Plain())
            .AddOrchestrator("team", "2", () => new Plain());
        Assert.Equal(2, registry.GetOrchestrators().Count());
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator("team", "1", () => new Plain()));
    }

    [Fact]
    public void Add_NoNameOrWrongType_Throws()
    {
        var registry = new DurableTaskRegistry();
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator<Plain>(default));
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator(typeof(Greet)));
        Assert.Throws<ArgumentException>(() => registry.AddActivity(typeof(TaskActivity<string, string>)));
    }

    [Fact]
    public async Task AddActivityFunc_EveryShape_Runs()
    {
        var calls = new List<string>();
        var registry = new DurableTaskRegistry()
            .AddActivityFunc<int, int>("1", (_, input) => Task.FromResult(input + 1))
            .AddActivityFunc<int, int>("2", (_, input) => input + 2)
            .AddActivityFunc<int>("3", (_, input) => { calls.Add("3:" + input); return Task.CompletedTask; })
            .AddActivityFunc("4", _ => Task.FromResult(4))
            .AddActivityFunc("5", Task (_) => { calls.Add("5"); return Task.CompletedTask; })
            .AddActivityFunc("6", _ => 6)
            .AddActivityFunc<int>("7", (_, input) => calls.Add("7:" + input))
            .AddActivityFunc("8", _ => calls.Add("8"));
        var results = new List<object?>();
        foreach (var (_, factory) in registry.GetActivities().OrderBy(entry => entry.Key.Name, StringComparer.Ordinal))
        {
            var activity = factory(Services);
            results.Add(await activity.RunAsync(new Activity(), activity.InputType == typeof(int) ? 10 : null));
        }

        Assert.Equal([11, 12, null, 4, null, 6, null, null], results);
        Assert.Equal(["3:10", "5", "7:10", "8"], calls);
    }

    [Fact]
    public async Task RunAsync_InputOfAnotherTypeOrNone_ThrowsOrIsDefault()
    {
        var activity = (ITaskActivity)FuncTaskActivity.Create<int, int>((_, input) => Task.FromResult(input));
        Assert.Equal(0, await activity.RunAsync(new Activity(), null));
        await Assert.ThrowsAsync<ArgumentException>(() => activity.RunAsync(new Activity(), "text"));
        await Assert.ThrowsAsync<ArgumentNullException>(() => activity.RunAsync(null!, 1));
    }

    public sealed class Plain : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult(input);
    }

    [DurableTask("renamed")]
    public sealed class Renamed : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult(input);
    }

    public sealed class Greet(string greeting) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) =>
            Task.FromResult($"{greeting} {input}");
    }

    private sealed class Activity : TaskActivityContext
    {
        public override TaskName Name => "any";

        public override string InstanceId => "i";
    }
}
