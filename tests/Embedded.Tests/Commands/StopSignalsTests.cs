using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class StopSignalsTests
{
    [Fact]
    public void Signal_UpToTwoSecondsAfterTheFirst_IsTheSameWish()
    {
        var time = new FakeTimeProvider();
        using var signals = new StopSignals(time);
        Assert.False(signals.Token.IsCancellationRequested);

        Assert.False(signals.IsSecondWish());
        Assert.True(signals.Token.IsCancellationRequested);
        time.Advance(StopSignals.SameWish);
        Assert.False(signals.IsSecondWish());
        time.Advance(TimeSpan.FromTicks(1));
        Assert.True(signals.IsSecondWish());
    }
}
