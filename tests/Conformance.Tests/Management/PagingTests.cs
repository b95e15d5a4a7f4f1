using System.Globalization;

namespace DurableTeams.Conformance.Tests.Management;

public sealed class PagingTests : ConformanceTest
{
    private async Task<string[]> MakeAsync(int count)
    {
        Tasks.AddOrchestratorFunc("Main", _ => "done");
        await StartAsync();
        var ids = Enumerable.Range(0, count)
            .Select(number => number.ToString("'item-'000", CultureInfo.InvariantCulture)).ToArray();
        await Task.WhenAll(ids.Select(id => ScheduleAsync("Main", options: WithId(id))));
        await Task.WhenAll(ids.Select(EndOfAsync));
        return ids;
    }

    private async Task<List<Page<OrchestrationMetadata>>> PagesAsync(
        OrchestrationQuery query, string? token = null, int? size = null)
    {
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in Client.GetAllInstancesAsync(query).AsPages(token, size).WithCancellation(Deadline))
            pages.Add(page);
        return pages;
    }

    private static string[] Ids(IEnumerable<Page<OrchestrationMetadata>> pages) =>
        [.. pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId)];

    [Fact]
    public async Task AsPages_SizeHint_ReturnsAllInPagesOfThatSize()
    {
        var ids = await MakeAsync(21);

        var pages = await PagesAsync(new(), size: 5);

        Assert.Equal([5, 5, 5, 5, 1], pages.Select(page => page.Values.Count));
        Assert.Equal(ids, Ids(pages).Order(StringComparer.Ordinal));
        Assert.All(pages.SkipLast(1), page => Assert.NotNull(page.ContinuationToken));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task AsPages_QuerysPageSize_IsUsed()
    {
        var ids = await MakeAsync(21);

        var pages = await PagesAsync(new OrchestrationQuery { PageSize = 10, InstanceIdPrefix = "item-" });

        Assert.Equal([10, 10, 1], pages.Select(page => page.Values.Count));
        Assert.Equal(ids, Ids(pages).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AsPages_ContinuationToken_GoesOnWhereThePageEnded(bool inTheQuery)
    {
        await MakeAsync(21);
        var pages = await PagesAsync(new(), size: 5);
        var token = pages[1].ContinuationToken;

        var rest = inTheQuery
            ? await PagesAsync(new OrchestrationQuery { ContinuationToken = token }, size: 4)
            : await PagesAsync(new OrchestrationQuery(), token, size: 4);

        Assert.Equal(3, rest.Count);
        Assert.Equal(Ids(pages.Skip(2)), Ids(rest));
    }

    [Fact]
    public async Task AsPages_InstancesAddedMeanwhile_RepeatsAndLosesNone()
    {
        var ids = await MakeAsync(12);
        var seen = new List<string>();
        await foreach (var page in
            Client.GetAllInstancesAsync(new OrchestrationQuery()).AsPages(pageSizeHint: 5).WithCancellation(Deadline))
        {
            seen.AddRange(page.Values.Select(instance => instance.InstanceId));
            await ScheduleAsync("Main", options: WithId($"added-{seen.Count}"));
            if (seen.Count > 40) break;
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(ids, seen.Where(id => id.StartsWith("item", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListInstanceIds_PageByPage_ReturnsAllOnce()
    {
        var ids = await MakeAsync(21);
        var seen = new List<string>();
        string? key = null;
        do
        {
            var page = await Client.ListInstanceIdsAsync(pageSize: 5, lastInstanceKey: key, cancellation: Deadline);
            Assert.InRange(page.Values.Count, 0, 5);
            seen.AddRange(page.Values);
            key = page.ContinuationToken;
        }
        while (key is not null && seen.Count < 100);

        Assert.Equal(ids, seen.Order(StringComparer.Ordinal));
    }

    [ConformanceFact(Capabilities.Clock)]
    public async Task ListInstanceIds_StatusAndCompletedRange_FindsThose()
    {
        var clock = Clock;
        Tasks.AddOrchestratorFunc<string, string>("Main", async (context, input) => input switch
        {
            "fail" => throw new TimeoutException("as asked"),
            "wait" => await context.WaitForExternalEvent<string>("event"),
            _ => input,
        });
        await StartAsync();
        var start = clock.GetUtcNow();
        await ScheduleAsync("Main", "wait", WithId("late"));
        await ScheduleAsync("Main", "wait", WithId("running"));
        for (var hour = 0; hour < 4; hour++)
        {
            await EndOfAsync(await ScheduleAsync("Main", hour % 2 == 0 ? "done" : "fail", WithId($"hour-{hour}")));
            clock.Advance(TimeSpan.FromHours(1));
        }

        await RaiseAsync("late", "event", "done");
        await EndOfAsync("late");

        Assert.Equal(["hour-1", "hour-2"], await IdsAsync(null, start.AddHours(1), start.AddHours(2)));
        Assert.Equal(["hour-3", "late"], await IdsAsync(null, start.AddHours(2.5), null));
        Assert.Equal(["hour-0", "hour-2", "late"], await IdsAsync([OrchestrationRuntimeStatus.Completed], null, null));
        Assert.Equal(["hour-1"], await IdsAsync([OrchestrationRuntimeStatus.Failed], null, start.AddHours(2)));
        Assert.Equal(["running"], await IdsAsync([OrchestrationRuntimeStatus.Running], null, null));
        Assert.Equal(6, (await IdsAsync(null, null, null)).Length);
    }

    private async Task<string[]> IdsAsync(OrchestrationRuntimeStatus[]? statuses, DateTimeOffset? from, DateTimeOffset? to) =>
        [.. (await Client.ListInstanceIdsAsync(statuses, from, to, cancellation: Deadline)).Values.Order(StringComparer.Ordinal)];
}
