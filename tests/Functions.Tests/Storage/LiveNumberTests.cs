using DurableTeams.Live;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>
/// Where other processes may ask models too, a call is heard with a number that stands, and no stale one beside it.
/// </summary>
public sealed class LiveNumberTests
{
    private static readonly LiveCallPlace Place = new("r1", "r1.1", "one", Turn: 2, Attempt: 1);

    private readonly LiveRuns _live = new(TimeProvider.System, new Relay());
    private readonly LiveReader _reader;

    public LiveNumberTests() => _reader = _live.Follow("r1");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Call_WithoutItsNumber_IsNotHeard(bool isOver)
    {
        var call = _live.Begin(Place);
        call.Say("word");
        Assert.True(call.Followed.IsCompleted);
        Assert.Empty(Heard());
        if (isOver) call.Dispose();

        call.Number(4);

        Assert.Equal(["4 word"], Heard());
    }

    [Fact]
    public void Call_ThatNobodyFollows_LearnsOfItsFirstReader()
    {
        var call = _live.Begin(Place with { RunId = "r2" });
        Assert.False(call.Followed.IsCompleted);
        using (_live.Follow("r2", hears: false)) Assert.False(call.Followed.IsCompleted);

        using var reader = _live.Follow("r2");

        Assert.True(call.Followed.IsCompleted);
    }

    [Theory]
    [InlineData(1, 9, false)]
    [InlineData(2, 3, false)]
    [InlineData(2, 4, false)]
    [InlineData(2, 5, true)]
    [InlineData(3, 1, true)]
    public void CallOfAnotherProcess_ForATurnOfThisOne_IsHeardWithAHigherNumberAlone(int turn, int attempt, bool isHeard)
    {
        var call = _live.Begin(Place);
        var other = Place with { Turn = turn, Attempt = attempt };
        if (turn == Place.Turn) Assert.Null(_live.Relay(other));
        call.Number(4);
        using (var relayed = _live.Relay(other)) Assert.Equal(isHeard, relayed is not null);

        call.Dispose();

        Assert.Equal(isHeard, _live.Relay(other) is not null);
    }

    [Fact]
    public void CallAfterOneThatIsOver_WhileSomebodyFollows_HasAHigherNumber()
    {
        using (var first = _live.Begin(Place)) first.Number(3);

        Assert.Equal(4, _live.Begin(Place with { Attempt = 2 }).Place.Attempt);
    }

    [Fact]
    public void CallsOfOneTurn_NumberedInAnyOrder_TheLatestIsHeard()
    {
        var (first, second) = (_live.Begin(Place), _live.Begin(Place));
        first.Say("first");
        second.Say("second");
        Assert.Empty(Heard());

        second.Number(2);
        Assert.Equal(["2 second"], Heard());
        first.Number(1);
        Assert.Empty(Heard());
    }

    private IReadOnlyList<string> Heard()
    {
        _reader.Look();
        return [.. _reader.Read().Select(delta => $"{delta.Data.Attempt} {delta.Data.Text}")];
    }

    /// <summary>Relays nothing: the tests give the numbers.</summary>
    private sealed class Relay : ILiveRelay, IDisposable
    {
        public void Begun(LiveCall call)
        {
        }

        public IDisposable Followed(LiveRuns live, string runId) => this;

        public void Dispose()
        {
        }
    }
}
