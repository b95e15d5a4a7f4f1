using System.Globalization;
using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class PagingTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private const int Count = 1_050;

    [AzuriteFact]
    public async Task MoreThanAPage_Enumerated_ComesWholeAndInOrder()
    {
        await FillAsync();
        var all = await AllAsync(Table.QueryAsync<TableEntity>("PartitionKey eq 'p'", select: ["RowKey"]));
        Assert.Equal(Enumerable.Range(0, Count).Select(Row), all.Select(each => each.RowKey));

        // The service gives 1,000 at most, whoever asks.
        var pages = await PagesAsync(Table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages());
        Assert.Equal([1_000, 50], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);

        // A token outlives the query, the client and the process.
        var first = await FirstAsync(Table.QueryAsync<TableEntity>("PartitionKey eq 'p'").AsPages(pageSizeHint: 400));
        var elsewhere = new TableClient(Server.ConnectionString, Table.Name).QueryAsync<TableEntity>("PartitionKey eq 'p'");
        var second = await FirstAsync(elsewhere.AsPages(first.ContinuationToken, 300));
        var rest = await PagesAsync(elsewhere.AsPages(second.ContinuationToken, 300));
        Assert.Equal((400, 300), (first.Values.Count, second.Values.Count));
        Assert.Equal(Row(400), second.Values[0].RowKey);
        Assert.Equal([300, 50], rest.Select(page => page.Values.Count));
        Assert.Equal(Row(Count - 1), rest[^1].Values[^1].RowKey);
    }

    [AzuriteFact]
    public async Task MaxPerPage_WithFilter_MakesPagesOfThatSize()
    {
        await CreateAsync();
        for (var number = 0; number < 7; number++) await Table.AddEntityAsync(Entity(Row(number), ("Even", number % 2 == 0)));
        var pages = await PagesAsync(Table.QueryAsync<TableEntity>("Even eq true", maxPerPage: 3).AsPages());
        Assert.Equal([3, 1], pages.Select(page => page.Values.Count).Where(count => count > 0));
        Assert.Equal([0, 2, 4, 6], pages.SelectMany(page => page.Values).Select(each => int.Parse(each.RowKey, CultureInfo.InvariantCulture)));
    }

    [AzuriteFact]
    public async Task AwkwardKeys_AtThePageBreak_AreContinuedFrom()
    {
        await CreateAsync();
        string[] rows = ["a b", "a&b=c", "a+b", "it's", "ключ"];
        foreach (var row in rows) await Table.AddEntityAsync(Entity(row));
        var pages = await PagesAsync(Table.QueryAsync<TableEntity>(maxPerPage: 1).AsPages());
        Assert.Equal(rows.Order(StringComparer.Ordinal), pages.SelectMany(page => page.Values).Select(each => each.RowKey));
    }

    private static string Row(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    private static async Task<List<Page<TableEntity>>> PagesAsync(IAsyncEnumerable<Page<TableEntity>> pages)
    {
        var all = new List<Page<TableEntity>>();
        await foreach (var page in pages) all.Add(page);
        return all;
    }

    private static async Task<Page<TableEntity>> FirstAsync(IAsyncEnumerable<Page<TableEntity>> pages)
    {
        await foreach (var page in pages) return page;
        throw new InvalidOperationException("No page.");
    }

    private async Task FillAsync()
    {
        await CreateAsync();
        foreach (var chunk in Enumerable.Range(0, Count).Chunk(100))
            await Table.SubmitTransactionAsync(chunk.Select(number => new TableTransactionAction(TableTransactionActionType.Add, Entity(Row(number)))));
    }
}
