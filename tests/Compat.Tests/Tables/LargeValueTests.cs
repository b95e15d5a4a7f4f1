using Azure;
using Azure.Data.Tables;
using DurableTeams.Azurite;

namespace DurableTeams.Compat.Tests.Tables;

public sealed class LargeValueTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private const int MostCharacters = 32 * 1024;
    private const int MostBytes = 64 * 1024;

    [AzuriteFact]
    public async Task LargestValues_RoundTrip_AreKept()
    {
        await CreateAsync();
        var text = string.Concat(Enumerable.Repeat("ключ", MostCharacters / 4));
        var bytes = new byte[MostBytes];
        new Random(1).NextBytes(bytes);
        await Table.AddEntityAsync(Entity("1", ("Text", text), ("Bytes", bytes)));
        var stored = await StoredAsync("1");
        Assert.Equal(text, stored.GetString("Text"));
        Assert.Equal(bytes, stored.GetBinary("Bytes"));
    }

    [AzuriteFact]
    public async Task LargerThanThat_Add_IsRefusedByTheService()
    {
        await CreateAsync();
        await FailsAsync(400, "PropertyValueTooLarge", () => Table.AddEntityAsync(Entity("1", ("Text", new string('x', MostCharacters + 1)))));
        await FailsAsync(400, "PropertyValueTooLarge", () => Table.AddEntityAsync(Entity("1", ("Bytes", new byte[MostBytes + 1]))));
    }

    [AzuriteFact]
    public async Task NearlyAMegabyte_OneEntityAndATransaction_AreKept()
    {
        await CreateAsync();
        (string, object)[] properties = [.. Enumerable.Range(0, 15).Select(number => ($"P{number}", (object)new string('x', MostCharacters)))];
        await Table.AddEntityAsync(Entity("1", properties));
        Assert.Equal(15 * MostCharacters, Length(await StoredAsync("1")));

        await Table.SubmitTransactionAsync(
            from number in Enumerable.Range(2, 3)
            select new TableTransactionAction(TableTransactionActionType.Add, Entity($"{number}", properties)));
        Assert.Equal(15 * MostCharacters, Length(await StoredAsync("4")));
    }

    private static int Length(TableEntity entity) => entity.Keys.Where(key => key[0] == 'P' && char.IsDigit(key[1])).Sum(key => entity.GetString(key).Length);
}
