using DurableTeams.Testing;

namespace DurableTeams.Packages.Tests.Testing;

public sealed class TestClockTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task Delay_MovedPastIt_EndsAtOnce()
    {
        var delay = Task.Delay(TimeSpan.FromDays(40), _clock);

        _clock.Advance(TimeSpan.FromDays(39));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromDays(1));

        await delay.WaitAsync(Wait.Deadline);
    }

    [Fact]
    public async Task Delay_NotMoved_EndsAsTimeGoesOn() =>
        await Task.Delay(TimeSpan.FromMilliseconds(1), _clock).WaitAsync(Wait.Deadline);

    [Fact]
    public async Task PeriodicTimer_MovedTwice_TicksTwice()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), _clock);
        for (var i = 0; i < 2; i++)
        {
            var tick = timer.WaitForNextTickAsync();
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.True(await tick);
        }
    }

    [Fact]
    public void Advance_Time_IsAheadByThat()
    {
        var (now, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromDays(3));

        Assert.True(_clock.GetUtcNow() - now >= TimeSpan.FromDays(3));
        Assert.True(_clock.GetElapsedTime(stamp) >= TimeSpan.FromDays(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }
}
