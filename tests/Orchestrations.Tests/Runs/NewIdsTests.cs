using DurableTeams.Storage.Ids;

namespace DurableTeams.Orchestrations.Tests.Runs;

public sealed class NewIdsTests
{
    [Fact]
    public void Run_WithoutKey_IsShortDotlessAndOrderedByTime()
    {
        var start = DateTimeOffset.UtcNow;
        var ids = Enumerable.Range(0, 1000).Select(i => NewIds.Run(start.AddMilliseconds(i))).ToList();
        Assert.All(ids, id => Assert.Matches("^r[a-z0-9]{26}$", id));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Run_WithKey_IsTheSamePerTeamAndKey()
    {
        Assert.Equal(NewIds.Run("a", "k"), NewIds.Run("a", "k"));
        Assert.NotEqual(NewIds.Run("a", "k"), NewIds.Run("b", "k"));
        Assert.NotEqual(NewIds.Run("a", "k"), NewIds.Run("a", "K"));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c", false)]
    [InlineData("nonsense", false)]
    [InlineData(null, false)]
    public void Trace_Traceparent_IsJoinedOrMadeUp(string? traceparent, bool joined)
    {
        var trace = NewIds.Trace(traceparent);
        Assert.Matches("^[0-9a-f]{32}$", trace);
        Assert.Equal(joined, trace == "0af7651916cd43dd8448eb211c80319c");
    }
}
