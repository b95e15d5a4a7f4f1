using Azure.Core;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Live;
using DurableTeams.Live.Relay;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTeams.Functions.Tests.Storage;

/// <summary>Two processes on the same tables: a model speaks in one, and is heard in the other.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class LiveRelayTests(AzuriteFixture azurite)
{
    private static readonly LiveCallPlace Place = new("r1", "r1.1", "one", 1, 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly RequestCounter _ofSpeaker = new(), _ofReader = new();
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");

    [AzuriteFact]
    public async Task Words_OfAnotherProcess_AreHeardAndTheirRowsGo()
    {
        var (there, rows) = await ProcessAsync(_ofSpeaker);
        var (here, _) = await ProcessAsync(_ofReader);
        using var call = there.Begin(Place);
        call.Say("Hel");
        using var reader = here.Follow("r1");
        var heard = new List<LiveDelta>();

        await HearAsync(reader, heard, "Hel");
        call.Say("lo");
        call.Call(0, "c1", "search", "{}");
        await HearAsync(reader, heard, "{}");
        call.Say("!");
        call.Dispose();
        await HearAsync(reader, heard, "!");

        Assert.Equal(["0 Hel", "3 lo", "0 {}", "5 !"], heard.Select(delta => $"{delta.Data.Offset} {delta.Data.Text}"));
        Assert.Equal(
            ("ToolCallDelta", "one", 1, 1, "c1"),
            (heard[2].Type, heard[2].MemberId, heard[2].Data.Turn, heard[2].Data.Attempt, heard[2].Data.CallId));
        await PassAsync("the rows are gone", async () => (await rows.ListAsync("r1", "")).Count == 0);
    }

    [AzuriteFact]
    public async Task Words_OfASecondReader_AreThoseSoFar()
    {
        var (there, _) = await ProcessAsync(_ofSpeaker);
        var (first, second) = ((await ProcessAsync(_ofReader)).Live, (await ProcessAsync(_ofReader)).Live);
        using var call = there.Begin(Place);
        using var reader = first.Follow("r1");
        call.Say("one ");
        await HearAsync(reader, [], "one ");
        call.Say("two");
        await HearAsync(reader, [], "two");

        using var late = second.Follow("r1");
        var heard = new List<LiveDelta>();
        await HearAsync(late, heard, "two");

        Assert.Equal("one two", string.Concat(heard.Select(delta => delta.Data.Text)));
        Assert.Equal(0, heard[0].Data.Offset);
    }

    [AzuriteFact]
    public async Task Words_OfAProcessThatDied_AreFollowedByAnotherAttempt()
    {
        var (dead, _) = await ProcessAsync(_ofSpeaker);
        var (next, _) = await ProcessAsync(_ofSpeaker);
        var (here, _) = await ProcessAsync(_ofReader);
        using var reader = here.Follow("r1");
        var heard = new List<LiveDelta>();
        dead.Begin(Place).Say("half");
        await HearAsync(reader, heard, "half");

        using var call = next.Begin(Place);
        call.Say("whole");
        await HearAsync(reader, heard, "whole");

        Assert.Equal([(1, 0), (2, 0)], heard.Select(delta => (delta.Data.Attempt, delta.Data.Offset)));
    }

    [AzuriteFact]
    public async Task Words_ForAReaderOfTheirOwnProcess_AreHeardOnceARowHasTheirNumber()
    {
        var (here, rows) = await ProcessAsync(_ofSpeaker);
        using var reader = here.Follow("r1");
        var call = here.Begin(Place);
        reader.Look();
        call.Say("ok");
        // The answer is short, and over before a beat passes.
        call.Dispose();

        await HearAsync(reader, [], "ok", passes: false);

        Assert.Equal([1], (await rows.ListAsync("r1", "")).Select(row => RelayedCall.Of(row).Attempt).Distinct());
        await PassAsync("the rows are gone", async () => (await rows.ListAsync("r1", "")).Count == 0);
    }

    [AzuriteFact]
    public async Task Words_OfAReadersOwnProcessThatDied_AreFollowedByAnotherAttemptInTheNext()
    {
        var heard = new List<LiveDelta>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            // No time passes: a process leaves the row of the number alone, as one that dies at once.
            var (here, _) = await ProcessAsync(_ofSpeaker);
            here.Begin(Place).Say($"try {attempt}");
            using var reader = here.Follow("r1");
            await HearAsync(reader, heard, $"try {attempt}", passes: false);
        }

        Assert.Equal(["1 try 1", "2 try 2", "3 try 3"], heard.Select(delta => $"{delta.Data.Attempt} {delta.Data.Text}"));
    }

    [AzuriteFact]
    public async Task Rows_OfAProcessThatDied_ForATurnThatIsAskedHere_AreNotHeardAndGo()
    {
        var (dead, rows) = await ProcessAsync(_ofSpeaker);
        using var lost = dead.Follow("r1");
        dead.Begin(Place).Say("half");
        await HearAsync(lost, [], "half", passes: false);
        var (here, _) = await ProcessAsync(_ofReader);
        using var call = here.Begin(Place);
        call.Say("who");
        using var reader = here.Follow("r1");
        var heard = new List<LiveDelta>();

        await HearAsync(reader, heard, "who", passes: false);
        await Wait.UntilAsync("the half is gone", async () =>
            (await rows.ListAsync("r1", "")).All(row => RelayedCall.Of(row).Attempt == 2));
        call.Say("le");
        await HearAsync(reader, heard, "le", passes: false);

        Assert.Equal(["2 who", "2 le"], heard.Select(delta => $"{delta.Data.Attempt} {delta.Data.Text}"));
    }

    /// <summary>The numbers of docs/explanation/scale.md.</summary>
    [AzuriteFact]
    public async Task TenSeconds_OfAModelThatSpeaks_CostWhatThePageSays()
    {
        var beats = new Beats(_clock);
        var (there, _) = await ProcessAsync(_ofSpeaker, beats);
        var (here, _) = await ProcessAsync(_ofReader);
        _ofSpeaker.Clear();
        _ofReader.Clear();

        await SpeakAsync(there, beats);
        var unheard = _ofSpeaker.Seen;
        Assert.All(unheard, request => Assert.Equal("GET row", request));
        Assert.InRange(unheard.Count, 1, 6);

        using var reader = here.Follow("r1");
        await PassAsync("the mark is left", () => Task.FromResult(_ofReader.Seen.Any(request => request.StartsWith('P'))));
        _ofSpeaker.Clear();
        await SpeakAsync(there, beats);
        var written = _ofSpeaker.Seen.Count(request => request.StartsWith('P'));
        Assert.InRange(written, 10, 42);
        Assert.InRange(_ofSpeaker.Seen.Count - written, 1, 4);
    }

    // Ten seconds with something new every quarter of one; time passes once the call waits for its next beat.
    private async Task SpeakAsync(LiveRuns there, Beats beats)
    {
        var before = beats.Waits;
        using var call = there.Begin(Place);
        for (var beat = 1; beat <= 40; beat++)
        {
            await Wait.UntilAsync($"beat {beat} is waited for", () => beats.Waits == before + beat);
            call.Say("word ");
            _clock.Advance(LiveRelay.Beat);
        }

        await Wait.UntilAsync("the last beat is over", () => beats.Waits == before + 41);
    }

    private async Task HearAsync(LiveReader reader, List<LiveDelta> heard, string last, bool passes = true) =>
        await PassAsync($"'{last}' is heard", () =>
        {
            reader.Look();
            heard.AddRange(reader.Read());
            return Task.FromResult(heard.Count > 0 && heard[^1].Data.Text.EndsWith(last, StringComparison.Ordinal));
        }, passes);

    // Time passes while the test waits.
    private Task PassAsync(string what, Func<Task<bool>> holds, bool passes = true) => Wait.UntilAsync(what, async () =>
    {
        if (passes) _clock.Advance(LiveRelay.Beat);
        return await holds();
    });

    private async Task<(LiveRuns Live, TableRunStore Store)> ProcessAsync(RequestCounter counter, TimeProvider? time = null)
    {
        var store = new TableRunStore(new TableRunStoreOptions
        {
            ConnectionString = azurite.Server.ConnectionString,
            TablePrefix = _prefix,
            Configure = options => options.AddPolicy(counter, HttpPipelinePosition.PerRetry),
        });
        await store.CheckHealthAsync();
        return (new LiveRuns(_clock, new LiveRelay(store, time ?? _clock, NullLogger<LiveRelay>.Instance)), store);
    }

    /// <summary>The clock as a relay sees it; counts how often the relay has begun to wait.</summary>
    private sealed class Beats(FakeTimeProvider clock) : TimeProvider
    {
        private int _waits;

        public int Waits => Volatile.Read(ref _waits);

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _waits);
            return timer;
        }
    }
}
