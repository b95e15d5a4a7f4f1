using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class ContextTests
{
    private readonly FakeContext _context = new(NullLoggerFactory.Instance);

    [Fact]
    public async Task WaitForExternalEvent_EventComesFirst_CancelsTheTimer()
    {
        var wait = _context.WaitForExternalEvent<string>("decision", TimeSpan.FromMinutes(5));
        Assert.Equal(DateTime.UnixEpoch.AddMinutes(5), _context.TimerFiresAt);
        _context.EventArrives.SetResult("yes");
        Assert.Equal("yes", await wait);
        Assert.True(_context.TimerCancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task WaitForExternalEvent_TimerFiresFirst_IsCancelled()
    {
        var wait = _context.WaitForExternalEvent<string>("decision", TimeSpan.FromMinutes(5));
        _context.TimerFires.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task WaitForExternalEvent_CallerCancels_IsCancelledAndTheTimerToo()
    {
        using var cancellation = new CancellationTokenSource();
        var wait = _context.WaitForExternalEvent<string>("decision", TimeSpan.FromMinutes(5), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.True(_context.TimerCancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task CallActivity_OptionsOnly_HasNoInput() =>
        Assert.Equal("work()", await _context.CallActivityAsync<string>("work", new TaskOptions(retry: null)));

    [Fact]
    public void Entities_NotOverridden_AreNotSupported() =>
        Assert.Throws<NotSupportedException>(() => _context.Entities);

    [Theory]
    [InlineData("1.9", 1)]
    [InlineData("1.10", 0)]
    [InlineData("1.11", -1)]
    [InlineData("", 1)]
    [InlineData("1.a", -1)]
    public void CompareVersionTo_Other_ComparesNumbersThenText(string other, int sign) =>
        Assert.Equal(sign, Math.Sign(_context.CompareVersionTo(other)));
}
