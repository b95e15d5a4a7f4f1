using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class PropertyTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(-5)).AddTicks(1234567);

    [AzuriteFact]
    public async Task EveryType_RoundTrip_KeepsTypeAndValue()
    {
        await CreateAsync();
        var id = Guid.NewGuid();
        await Table.AddEntityAsync(Entity(
            "1",
            ("Text", "a\"b\\c\nd"), ("Empty", ""), ("Yes", true), ("No", false), ("Int", int.MinValue), ("Long", long.MaxValue),
            ("Small", 5L), ("Double", 0.1), ("Whole", 3.0), ("Tiny", double.Epsilon), ("Id", id), ("At", Moment),
            ("Utc", Moment.UtcDateTime), ("Bytes", new byte[] { 0, 255, 7 }), ("Data", BinaryData.FromString("data"))));
        var stored = await StoredAsync("1");
        Assert.Equal(("a\"b\\c\nd", ""), (stored.GetString("Text"), stored.GetString("Empty")));
        Assert.Equal((true, false), (stored.GetBoolean("Yes"), stored.GetBoolean("No")));
        Assert.Equal((int.MinValue, long.MaxValue, 5L), (stored.GetInt32("Int"), stored.GetInt64("Long"), stored.GetInt64("Small")));
        Assert.Equal((0.1, 3.0, double.Epsilon), (stored.GetDouble("Double"), stored.GetDouble("Whole"), stored.GetDouble("Tiny")));
        Assert.Equal(id, stored.GetGuid("Id"));
        Assert.Equal(Moment.ToUniversalTime(), stored.GetDateTimeOffset("At"));
        Assert.Equal(Moment.UtcDateTime, stored.GetDateTime("Utc"));
        Assert.Equal(DateTimeKind.Utc, stored.GetDateTime("Utc")!.Value.Kind);
        Assert.Equal([0, 255, 7], stored.GetBinary("Bytes"));
        Assert.Equal("data", stored.GetBinaryData("Data").ToString());
    }

    [AzuriteTheory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task Double_NotANumber_RoundTrips(double value)
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("1", ("D", value)));
        Assert.Equal(value, (await StoredAsync("1")).GetDouble("D"));
    }

    [AzuriteFact]
    public async Task Null_InAnEntity_IsNoProperty()
    {
        await CreateAsync();
        await Table.AddEntityAsync(Entity("1", ("Kept", 1), ("Null", null!)));
        await Table.UpsertEntityAsync(Entity("1", ("Kept", null!)));
        var stored = await StoredAsync("1");
        Assert.Equal(1, stored.GetInt32("Kept"));
        Assert.False(stored.ContainsKey("Null"));
    }

    [AzuriteFact]
    public async Task Unsupported_TypesAndTimes_AreRefusedHere()
    {
        await CreateAsync();
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(Entity("1", ("Uri", new Uri("https://a")))));
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(Entity("1", ("Local", DateTime.Now))));
    }

    [AzuriteFact]
    public async Task OwnClass_RoundTrip_KeepsItsProperties()
    {
        await CreateAsync();
        var thing = new Thing { Count = 7, Size = 1L << 40, Colour = ConsoleColor.Cyan, Renamed = "x", Ignored = "y", At = Moment };
        var tag = (await Table.AddEntityAsync(thing)).Headers.ETag!.Value;
        var stored = (await Table.GetEntityAsync<Thing>("p", "own")).Value;
        Assert.Equal((7, 1L << 40, ConsoleColor.Cyan), (stored.Count, stored.Size, stored.Colour));
        Assert.Equal(("x", null, null), (stored.Renamed, stored.Ignored, stored.Nothing));
        Assert.Equal((Moment.ToUniversalTime(), tag), (stored.At, stored.ETag));
        Assert.NotNull(stored.Timestamp);
        Assert.Equal("Cyan", (await StoredAsync("own")).GetString("Colour"));
        Assert.Equal("x", (await StoredAsync("own")).GetString("other_name"));

        stored.Count = 8;
        await Table.UpdateEntityAsync(stored, stored.ETag, TableUpdateMode.Replace);
        Assert.Equal(8, (await StoredAsync("own")).GetInt32("Count"));
    }

    public sealed class Thing : ITableEntity
    {
        public string PartitionKey { get; set; } = "p";

        public string RowKey { get; set; } = "own";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public int Count { get; set; }

        public long? Size { get; set; }

        public ConsoleColor Colour { get; set; }

        public DateTimeOffset? At { get; set; }

        public double? Nothing { get; set; }

        [DataMember(Name = "other_name")]
        public string? Renamed { get; set; }

        [IgnoreDataMember]
        public string? Ignored { get; set; }
    }
}
