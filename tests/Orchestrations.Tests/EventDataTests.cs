using DurableTeams.Contracts;

namespace DurableTeams.Orchestrations.Tests;

public sealed class EventDataTests
{
    [Fact]
    public void Data_Times_EndInZAsEverywhere() => Assert.Equal("""{"askedAt":"2026-11-30T10:00:00Z"}""", RunChanges.Data(new
    {
        askedAt = (DateTimeOffset?)new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.FromHours(2)),
        model = (string?)null
    }).GetRawText());
}
