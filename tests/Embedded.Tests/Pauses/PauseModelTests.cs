using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>
/// Random sequences of what people, clocks and crashes do to runs that pause, against a model of what must hold.
/// </summary>
public sealed class PauseModelTests(ITestOutputHelper output)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    private static int Sequences =>
        int.TryParse(Environment.GetEnvironmentVariable("PAUSE_SEQUENCES"), out var asked) ? asked : 30;

    [Fact]
    public async Task AnySequence_OfDecisionsExpiryCancelCrashAndRetry_KeepsWhatWasDecided()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("PAUSE_SEED"), out var asked)
            ? asked
            : (ulong)Environment.TickCount64;
        output.WriteLine($"PAUSE_SEED={seed}");
        await using var world = await PauseWorld.OpenAsync();
        // Off the test's thread: FsCheck's properties are synchronous.
        await Task.Run(() => Prop
            .ForAll(Steps().ToArbitrary(), steps => PlayInTime(world, steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay(new FsCheck.Replay(new Rnd(seed), null!))));
        output.WriteLine($"{world.Runs} sequences");
        Assert.NotEqual(0, world.Runs);
    }

    /// <summary>A busy machine plays fewer; one that is asked for a number plays them all.</summary>
    private void PlayInTime(PauseWorld world, PauseStep[] steps)
    {
        if (Environment.GetEnvironmentVariable("PAUSE_SEQUENCES") is not null || _clock.Elapsed < Budget)
            world.Play(steps, output.WriteLine);
    }

    private static Gen<PauseStep[]> Steps() =>
        from count in Gen.Choose(3, 12)
        from steps in Gen.ArrayOf(Step(), count)
        select steps;

    private static Gen<PauseStep> Step() =>
        from act in Gen.Frequency(
            (6, Gen.Constant(PauseAct.Approve)),
            (3, Gen.Constant(PauseAct.Reject)),
            (2, Gen.Constant(PauseAct.WrongKind)),
            (3, Gen.Constant(PauseAct.StoreOnly)),
            (2, Gen.Constant(PauseAct.Expire)),
            (3, Gen.Constant(PauseAct.Crash)),
            (1, Gen.Constant(PauseAct.Restart)),
            (1, Gen.Constant(PauseAct.Cancel)),
            (2, Gen.Constant(PauseAct.BreakModel)),
            (2, Gen.Constant(PauseAct.LoseTool)),
            (2, Gen.Constant(PauseAct.Retry)),
            (3, Gen.Constant(PauseAct.Rest)))
        from which in Gen.Choose(0, 7)
        select new PauseStep(act, which);
}
