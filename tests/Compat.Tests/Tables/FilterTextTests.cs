using System.Globalization;
using Azure.Data.Tables;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class FilterTextTests
{
    [Fact]
    public void CreateQueryFilter_ValuesOfEveryType_AreLiterals()
    {
        var id = Guid.Parse("11111111-2222-3333-4444-555555555555");
        var moment = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        Assert.Equal("A eq 'it''s' or A eq 'x'", TableClient.CreateQueryFilter($"A eq {"it's"} or A eq {'x'}"));
        Assert.Equal("A eq true and B eq false", TableClient.CreateQueryFilter($"A eq {true} and B eq {false}"));
        Assert.Equal("A eq 1 and B eq 2L and C eq 1.5", TableClient.CreateQueryFilter($"A eq {1} and B eq {2L} and C eq {1.5}"));
        Assert.Equal($"A eq guid'{id}'", TableClient.CreateQueryFilter($"A eq {id}"));
        var filter = TableClient.CreateQueryFilter($"A eq {moment}");
        Assert.StartsWith("A eq datetime'2026-01-02T01:04:05", filter, StringComparison.Ordinal);
        Assert.EndsWith("Z'", filter, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateQueryFilter_ForeignCulture_StaysAsItIs()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("A eq 1.5", TableClient.CreateQueryFilter($"A eq {1.5}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void CreateQueryFilter_NoFilterOrNoLiteral_IsNullOrRefused()
    {
        Assert.Null(TableClient.CreateQueryFilter(null!));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {new Uri("https://a")}"));
    }

    [Fact]
    public void CreateQueryFilter_Injection_StaysOneLiteral() =>
        Assert.Equal("A eq 'x'' or 1 eq 1 or A eq '''", TableClient.CreateQueryFilter($"A eq {"x' or 1 eq 1 or A eq '"}"));
}
