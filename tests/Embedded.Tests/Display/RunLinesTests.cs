using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Tests.Storage;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Display;

public sealed class RunLinesTests : IAsyncLifetime, IDisposable
{
    private readonly SqliteStore _sqlite = new();
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new();
    private IRunStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = _sqlite.Open();
        await _store.CreateRunAsync(TestRun.Of("r1"), null);
        var begun = new RunEventDraft("started", RunEventTypes.RunStarted, null, null, null);
        await _store.CommitAsync(new RunChange("r1", _time.GetUtcNow()) { Events = [begun] });
    }

    public async Task DisposeAsync() => await _sqlite.DisposeAsync();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Committed_MoreThanTheBudget_IsCountedAndSaidOnce()
    {
        const int commits = 5_000;
        var lines = Lines();
        for (var i = 0; i < commits; i++) lines.Committed("r1", 0, 1, false);

        lines.Start(_store);
        await lines.DisposeAsync();

        var written = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shown = written.Count(line => !line.StartsWith("left out", StringComparison.Ordinal));
        var skipped = written.Where(line => line.StartsWith("left out", StringComparison.Ordinal))
            .Sum(line => long.Parse(line["left out ".Length..], null));
        Assert.Equal(RunLines.LinesPerSecond, shown);
        Assert.Equal(commits, shown + skipped);
    }

    [Fact]
    public void Budget_UsedUp_IsClosedUntilItIsWhole()
    {
        var budget = new LineBudget(10, _time);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(budget.Allows);
            budget.Spend();
        }

        Assert.False(budget.Allows);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(budget.Allows);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(budget.Allows);
    }

    [Fact]
    public async Task Committed_AFork_ShowsOnlyWhatHappensInIt()
    {
        var past = new RunEventDraft(
            "started", RunEventTypes.RunStarted, null, null, Data("""{"forkOf":{"runId":"r0","sequence":2}}"""));
        await _store.CreateRunAsync(TestRun.Of("r2"), null);
        await _store.CommitAsync(new RunChange("r2", _time.GetUtcNow())
        {
            Events =
            [
                past,
                new("old", RunEventTypes.MemberRunStarted, "r2.1", "old", null),
                new("new", RunEventTypes.MemberRunStarted, "r2.2", "new", null),
            ],
        });
        var lines = Lines();
        lines.Committed("r2", 0, 3, false);

        lines.Start(_store);
        await lines.DisposeAsync();

        Assert.Equal(["RunStarted", "new"], _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Write_NobodyReadsAnyMore_KeepsNothingAndHoldsNobodyUp()
    {
        var lines = new RunLines(new Broken(), (item, _) => item.Type, count => "", _time);
        lines.Start(_store);
        for (var i = 0; i < 5_000; i++) lines.Committed("r1", 0, 1, false);
        await lines.DisposeAsync();
    }

    private static System.Text.Json.JsonElement Data(string json) =>
        System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(json);

    private RunLines Lines() => new(
        _output, (item, _) => item.MemberId ?? item.Type, count => FormattableString.Invariant($"left out {count}"), _time);

    private sealed class Broken : StringWriter
    {
        public override Task WriteLineAsync(string? value) => throw new IOException("gone");
    }
}
