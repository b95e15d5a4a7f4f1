using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class StopSignalsTests
{
    [Fact]
    public void Signal_UpToTwoSecondsAfterTheFirst_IsTheSameWish()
    {
        var time = new MovedTime();
        using var signals = new StopSignals(time);
        Assert.False(signals.Token.IsCancellationRequested);

        Assert.False(signals.IsSecondWish());
        Assert.True(signals.Token.IsCancellationRequested);
        time.Ahead = StopSignals.SameWish / 2;
        Assert.False(signals.IsSecondWish());
        time.Ahead = StopSignals.SameWish + TimeSpan.FromSeconds(1);
        Assert.True(signals.IsSecondWish());
    }
}
