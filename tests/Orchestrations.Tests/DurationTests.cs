using DurableTeams.Json;

namespace DurableTeams.Orchestrations.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("3650d", true)]
    [InlineData("315360000s", true)]
    [InlineData("0s", true)]
    [InlineData("3651d", false)]
    [InlineData("315360001s", false)]
    [InlineData("1.5h", false)]
    [InlineData("-1s", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Text_TakesWhatTheContractTakes(string? text, bool taken) =>
        Assert.Equal(taken, Duration.TryParse(text, out _));

    [Theory]
    [InlineData("36500d")]
    [InlineData("99999999999999999999999999999999999999ms")]
    public void Problem_OfOneThatIsTooLong_SaysTheMost(string text)
    {
        Assert.False(Duration.TryParse(text, out _));
        Assert.Equal("must be at most 3650d", Duration.Problem(text));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("10")]
    [InlineData("10 m")]
    [InlineData("10w")]
    [InlineData(null)]
    public void Problem_OfAnythingElse_SaysWhatADurationIs(string? text) =>
        Assert.Equal("must be a whole number and a unit: 500ms, 30s, 10m, 24h, 7d", Duration.Problem(text));
}
