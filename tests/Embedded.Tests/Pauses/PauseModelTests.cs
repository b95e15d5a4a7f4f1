using FsCheck;
using FsCheck.Fluent;
using DurableTeams.Testing.Randomness;
using Xunit.Abstractions;

namespace DurableTeams.Embedded.Tests.Pauses;

/// <summary>
/// Random sequences of what people, clocks and crashes do to runs that pause, against a model of what must hold.
/// </summary>
public sealed class PauseModelTests(ITestOutputHelper output)
{
    private static int Sequences =>
        int.TryParse(Environment.GetEnvironmentVariable("PAUSE_SEQUENCES"), out var asked) ? asked : 30;

    [Fact]
    public async Task AnySequence_OfDecisionsExpiryCancelCrashAndRetry_KeepsWhatWasDecided()
    {
        var seed = new Seed("PAUSE_SEED");
        var replay = new FsCheck.Replay(new Rnd((ulong)seed.Value), null!);
        await using var world = await PauseWorld.OpenAsync();
        // Off the test's thread: FsCheck's properties are synchronous.
        await seed.RunAsync(_ => Task.Run(() => Prop
            .ForAll(Steps().ToArbitrary(), steps => world.Play(steps, output.WriteLine))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay(replay))));
        Assert.InRange(world.Runs, Sequences, int.MaxValue);
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
