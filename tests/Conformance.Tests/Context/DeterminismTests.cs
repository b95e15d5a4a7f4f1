using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Conformance.Tests.Context;

/// <summary>What an orchestrator is told is the same whenever it is replayed.</summary>
public sealed class DeterminismTests : ConformanceTest
{
    private const int Steps = 4;

    /// <summary>Notes something at the start and after each of some events, and returns all notes.</summary>
    private void AddNotes<T>(Func<TaskOrchestrationContext, T> note, ConcurrentQueue<(int Step, T Note)>? seen = null) =>
        Tasks.AddOrchestratorFunc<T[]>("Main", async context =>
        {
            var notes = new List<T>();
            for (var step = 0; ; step++)
            {
                notes.Add(note(context));
                seen?.Enqueue((step, notes[^1]));
                context.SetCustomStatus($"step {step}");
                if (step == Steps) return [.. notes];
                await context.WaitForExternalEvent<object?>("next");
            }
        });

    private async Task<T[]> RunWithRestartsAsync<T>()
    {
        await StartAsync();
        var id = await ScheduleAsync("Main");
        for (var step = 0; step < Steps; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            await CrashAndRestartAsync();
            await RaiseAsync(id, "next");
        }

        return await ResultOfAsync<T[]>(id);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task CurrentUtcDateTime_Replayed_StaysTheSame()
    {
        var seen = new ConcurrentQueue<(int Step, DateTime Time)>();
        AddNotes(context => context.CurrentUtcDateTime, seen);

        var times = await RunWithRestartsAsync<DateTime>();

        Assert.All(seen.GroupBy(note => note.Step), step => Assert.Single(step.Select(note => note.Time).Distinct()));
        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.Equal(DateTimeKind.Utc, time.Kind));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CurrentUtcDateTime_WithinATurn_StandsStill()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc("Main", context =>
        {
            var first = context.CurrentUtcDateTime;
            clock.AdjustTime(clock.GetUtcNow().AddHours(1));
            return context.CurrentUtcDateTime == first;
        });
        await StartAsync();

        Assert.True(await RunAsync<bool>("Main"));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task CurrentUtcDateTime_EachTurn_IsTheClocks()
    {
        var clock = Clock;
        AddNotes(context => context.CurrentUtcDateTime);
        await StartAsync();
        var id = await ScheduleAsync("Main");
        var expected = new List<DateTime> { clock.GetUtcNow().UtcDateTime };
        for (var step = 0; step < Steps; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            clock.Advance(TimeSpan.FromHours(1));
            expected.Add(clock.GetUtcNow().UtcDateTime);
            await RaiseAsync(id, "next");
        }

        Assert.Equal(expected, await ResultOfAsync<DateTime[]>(id));
    }

    [ConformanceFact(Capabilities.Clock)]
    [Trait(Category, Improvement)]
    public async Task CurrentUtcDateTime_ClockSetBack_NeverGoesBack()
    {
        var clock = Clock;
        AddNotes(context => context.CurrentUtcDateTime);
        await StartAsync();
        var id = await ScheduleAsync("Main");
        for (var step = 0; step < Steps; step++)
        {
            await UntilAtAsync(id, $"step {step}");
            clock.AdjustTime(clock.GetUtcNow().AddHours(-1));
            await RaiseAsync(id, "next");
        }

        var times = await ResultOfAsync<DateTime[]>(id);
        Assert.Equal(times.Order(), times);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task NewGuid_Replayed_StaysTheSame()
    {
        var seen = new ConcurrentQueue<(int Step, (Guid, Guid) Guids)>();
        AddNotes(context => (context.NewGuid(), context.NewGuid()), seen);

        await RunWithRestartsAsync<(Guid, Guid)>();

        Assert.True(seen.Count > Steps + 1);
        Assert.All(seen.GroupBy(note => note.Step), step => Assert.Single(step.Select(note => note.Guids).Distinct()));
    }

    [Fact]
    public async Task NewGuid_ManyCallsInstancesAndGenerations_NeverRepeats()
    {
        Tasks.AddOrchestratorFunc<Guid[], Guid[]>("Main", async (context, before) =>
        {
            var guids = before.ToList();
            for (var i = 0; i < 50; i++) guids.Add(context.NewGuid());
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            for (var i = 0; i < 50; i++) guids.Add(context.NewGuid());
            if (guids.Count < 300) context.ContinueAsNew(guids);
            return [.. guids];
        });
        await StartAsync();

        var guids = await RunAsync<Guid[]>("Main", Array.Empty<Guid>());
        var others = await RunAsync<Guid[]>("Main", Array.Empty<Guid>());

        Assert.Equal(600, guids.Concat(others).Append(Guid.Empty).Distinct().Count() - 1);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task IsReplaying_AfterRestarts_IsTrueForWhatIsRecordedAndElseFalse()
    {
        var seen = new ConcurrentQueue<(int Step, bool Replaying)>();
        AddNotes(context => context.IsReplaying, seen);

        await RunWithRestartsAsync<bool>();

        Assert.All(seen.GroupBy(note => note.Step), step => Assert.False(step.First().Replaying));
        Assert.All(seen.GroupBy(note => note.Step), step => Assert.All(step.Skip(1), note => Assert.True(note.Replaying)));
        Assert.Contains(seen, note => note.Replaying);
    }

    [ConformanceFact(Capabilities.Crash)]
    public async Task CreateReplaySafeLogger_AfterRestarts_LogsEachMessageOnce()
    {
        AddNotes(context =>
        {
            context.CreateReplaySafeLogger("by name").LogInformation("at {Time}", context.CurrentUtcDateTime.Ticks);
            context.CreateReplaySafeLogger<DeterminismTests>().LogInformation("at {Time}", context.CurrentUtcDateTime.Ticks);
            context.ReplaySafeLoggerFactory.CreateLogger("by factory")
                .LogInformation("at {Time}", context.CurrentUtcDateTime.Ticks);
            return 0;
        });

        await RunWithRestartsAsync<int>();

        foreach (var category in new[] { "by name", typeof(DeterminismTests).FullName!, "by factory" })
            Assert.Equal(Steps + 1, Loggers.Of(category).Count);
    }

    [Fact]
    public async Task NewGuid_IdIsUsedAgain_DiffersFromTheFirstTime()
    {
        Tasks.AddOrchestratorFunc("Main", context => context.NewGuid());
        await StartAsync();

        var first = await ResultOfAsync<Guid>(await ScheduleAsync("Main", options: WithId("main-1")));
        var second = await ResultOfAsync<Guid>(await ScheduleAsync("Main", options: WithId("main-1")));
        await Client.PurgeInstanceAsync("main-1", Deadline);
        var third = await ResultOfAsync<Guid>(await ScheduleAsync("Main", options: WithId("main-1")));

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }
}
