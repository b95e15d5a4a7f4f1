namespace DurableTeams.Outbound;

public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("12.5", 12.5)]
    [InlineData(" 0.25 ", 0.25)]
    [InlineData("86401", 86_400)]
    [InlineData("99999999999999999999999999", 86_400)]
    [InlineData("Mon, 30 Nov 2026 12:00:30 GMT", 30)]
    [InlineData("Monday, 30-Nov-26 12:00:30 GMT", 30)]
    [InlineData("Mon Nov 30 12:00:30 2026", 30)]
    [InlineData("2026-11-30T12:00:30Z", 30)]
    [InlineData("2026-11-30T13:00:30.500+01:00", 30.5)]
    [InlineData("Mon, 30 Nov 2037 12:00:30 GMT", 86_400)]
    public void Read_NumberOrDate_IsTheWait(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfterHeader.Read(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("12,5")]
    [InlineData("12.5.2026")]
    [InlineData("5s")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("12:30")]
    [InlineData("Mon, 30 Nov 2026 11:00:00 GMT")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void Read_AnythingElse_SaysNothing(string? text) => Assert.Null(RetryAfterHeader.Read(text, Now));

    [Theory]
    [InlineData("1500", "7", 1.5)]
    [InlineData("0.5", "7", 0.0005)]
    [InlineData("soon", "7.5", 7.5)]
    [InlineData(null, "7.5", 7.5)]
    public void Of_BothHeaders_TheFinerIsBelieved(string? milliseconds, string seconds, double expected)
    {
        using var answer = new HttpResponseMessage();
        if (milliseconds is not null) answer.Headers.TryAddWithoutValidation("retry-after-ms", milliseconds);
        answer.Headers.TryAddWithoutValidation("Retry-After", seconds);

        Assert.Equal(TimeSpan.FromSeconds(expected), RetryAfterHeader.Of(answer.Headers, Now));
    }
}
