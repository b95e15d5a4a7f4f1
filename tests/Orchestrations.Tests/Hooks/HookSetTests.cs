using DurableTeams.Hooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DurableTeams.Orchestrations.Tests.Hooks;

public class HookSetTests
{
    private static readonly RunContext Run = new() { RunId = "r1", TeamId = "t", SessionId = "s", Input = "Go" };

    [Fact]
    public async Task AskAsync_ClassOfTheProgram_IsMadeForEachQuestionInAScopeOfItsOwn()
    {
        await using var services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider(validateScopes: true);
        var hooks = Set(services, TimeProvider.System, new RegisteredHook(typeof(Naming)));

        var said = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            await foreach (var (_, verdict, _) in hooks.AskAsync<IRunHook, RunVerdict>((hook, token) =>
                hook.BeforeAsync(Run, token))) said.Add(verdict!.Reason);
        }

        Assert.Equal(2, said.Distinct().Count());
        Assert.True(hooks.Has<IRunHook>());
        Assert.False(hooks.Has<IToolCallHook>());
    }

    [Fact]
    public async Task AskAsync_HookDoesNotAnswer_FailsAtItsTime()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var clock = new FakeTimeProvider();
        var hanging = new Hanging();
        var hooks = Set(services, clock, new RegisteredHook(typeof(Hanging), hanging));

        var asking = FirstAsync(hooks);
        await hanging.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Advance(HookSet.MaxTime);

        Assert.Equal("it did not answer within 30 s", await asking.WaitAsync(TimeSpan.FromSeconds(30)));
        await hanging.Told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Cut_LongReason_IsOfItsBound()
    {
        Assert.Equal(new string('a', HookSet.MaxReason), HookSet.Cut(new string('a', HookSet.MaxReason)));
        Assert.Equal(HookSet.MaxReason, HookSet.Cut(new string('a', 5_000)).Length);
    }

    private static async Task<string?> FirstAsync(HookSet hooks)
    {
        await foreach (var (_, _, failure) in hooks.AskAsync<IRunHook, RunVerdict>((hook, token) => hook.BeforeAsync(Run, token)))
            return failure;
        return null;
    }

    private static HookSet Set(ServiceProvider services, TimeProvider time, params RegisteredHook[] hooks) =>
        new(hooks, services.GetRequiredService<IServiceScopeFactory>(), time, NullLogger<HookSet>.Instance);

    private sealed class Scoped
    {
        public string Id { get; } = Guid.NewGuid().ToString();
    }

    private sealed class Naming(Scoped scoped) : IRunHook
    {
        public ValueTask<RunVerdict> BeforeAsync(RunContext run, CancellationToken cancellationToken) =>
            ValueTask.FromResult(RunVerdict.Block(scoped.Id));
    }

    private sealed class Hanging : IRunHook
    {
        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource Told { get; } = new();

        public async ValueTask<RunVerdict> BeforeAsync(RunContext run, CancellationToken cancellationToken)
        {
            cancellationToken.Register(Told.SetResult);
            Asked.SetResult();
            await new TaskCompletionSource().Task;
            return RunVerdict.Pass;
        }
    }
}
