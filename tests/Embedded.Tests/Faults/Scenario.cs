using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Sqlite;
using DurableTeams.Sqlite.Database;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>Runs that go through any number of crashes, and everything that must hold nevertheless.</summary>
/// <param name="messages">One for each run.</param>
/// <param name="effects">What tools have seen of them before.</param>
/// <param name="schedule">What disturbs them.</param>
internal sealed partial class Scenario(
    IReadOnlyList<string> messages, IEnumerable<Effect>? effects = null, Schedule? schedule = null)
{
    private readonly World _world = new(effects, schedule);
    private readonly HashSet<(string RunId, string Agent, int Turn)> _turns = [];
    private Dictionary<string, string> _recorded = [];

    /// <summary>How many lives it took.</summary>
    public int Lives { get; private set; }

    /// <summary>The write points of the last life.</summary>
    public int Points { get; private set; }

    /// <summary>Shape of history and events of each run.</summary>
    public List<string> Shapes { get; } = [];

    /// <summary>
    /// Runs them all to their ends. The first life is killed at the first of these write points, the next, which begins
    /// with what was on the disk, at the second, and so on.
    /// </summary>
    public async Task RunAsync(string directory, FastDirectory space, params int[] crashes)
    {
        while (true)
        {
            var crash = Lives < crashes.Length ? new CrashPoint(crashes[Lives], space.Next()) : CrashPoint.None();
            Lives++;
            var over = await LiveAsync(directory, crash).WaitAsync(HostLife.Patience);
            Points = crash.Points;
            Directory.Delete(directory, recursive: true);
            if (over) return;
            directory = crash.Next;
        }
    }

    /// <summary>Runs them all to their ends in one life, whose storage fails now and then.</summary>
    public async Task SufferAsync(string directory, DatabaseOptions options)
    {
        Lives++;
        await SufferOnceAsync(directory, options).WaitAsync(HostLife.Patience);
        Directory.Delete(directory, recursive: true);
    }

    private async Task SufferOnceAsync(string directory, DatabaseOptions options)
    {
        await using var life = await HostLife.OpenAsync(directory, _world, options);
        await life.WorkAsync();
        await Task.WhenAll(messages.Select(life.FinishAsync));
        await CheckAsync(life);
        NothingAskedAgain(life);
    }

    private async Task<bool> LiveAsync(string directory, CrashPoint crash)
    {
        HostLife? life = null;
        try
        {
            life = await HostLife.OpenAsync(directory, _world, crash);
            await CompareRecordedAsync(life.Store);
            await RememberTurnsAsync(life.Store);
            await life.StartAsync();
            await Task.WhenAll(messages.Select(life.FinishAsync));
            if (!crash.Spare()) throw new CrashedException();
            await CheckAsync(life);
            return true;
        }
        catch (CrashedException)
        {
            return false;
        }
        finally
        {
            if (life is not null)
            {
                if (crash.Spare()) await life.DisposeAsync();
                else await life.AbandonAsync();
                NothingAskedAgain(life);
            }
        }
    }

    /// <summary>What is recorded stays, and stays as it is.</summary>
    private async Task CompareRecordedAsync(IRunStore store)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            foreach (var record in await store.ListRunMessagesAsync(World.RunId(message)))
                found.Add(Place(record), JsonSerializer.Serialize(record));
        }

        foreach (var (place, record) in _recorded) Assert.Equal(record, found.GetValueOrDefault(place));
        _recorded = found;
    }

    /// <summary>Keeps in mind which turns a life finds recorded: it is not to ask them again.</summary>
    private async Task RememberTurnsAsync(IRunStore store)
    {
        _turns.Clear();
        foreach (var runId in messages.Select(World.RunId))
        {
            var agents = (await store.ListMemberRunsAsync(runId))
                .ToDictionary(member => member.MemberRunId, member => member.MemberId ?? World.Leader);
            foreach (var record in await store.ListRunMessagesAsync(runId))
            {
                if (record is { Turn: > 0, Slot: 0 }) _turns.Add((runId, agents[record.MemberRunId], record.Turn));
            }
        }
    }

    private void NothingAskedAgain(HostLife life)
    {
        var asked = life.Models.Asked.Select(ask => (World.RunId(ask.Message), ask.Agent, ask.Turn)).ToList();
        Assert.DoesNotContain(asked, _turns.Contains);
        Assert.Equal(asked.Distinct().Count(), asked.Count);
    }

    private async Task CheckAsync(HostLife life)
    {
        foreach (var message in messages) await CheckAsync(life, message);
        await CompareRecordedAsync(life.Store);
        Assert.Empty(DatabaseMaintenance.Check(life.Database.Path));
        Assert.Equal(0, life.Database.Read(session => session.Statement("SELECT count(*) FROM tasks").QueryInt64()));
        Assert.Equal(0, life.Database.Read(session => session.Statement("SELECT count(*) FROM timers").QueryInt64()));
    }

    private async Task CheckAsync(HostLife life, string message)
    {
        var runId = World.RunId(message);
        var run = await life.Store.FindRunAsync(runId);
        Assert.Equal(RunStatus.Completed, run!.Status);
        Assert.Equal(World.Output(message), run.Output);

        var messagesOfRun = await life.Store.ListRunMessagesAsync(runId);
        Assert.Equal(messagesOfRun.Count, messagesOfRun.Select(Place).Distinct().Count());
        var results = messagesOfRun.Where(record => record is { Role: "tool", OutputOf: null }).ToList();
        Assert.Equal(2, results.Count);
        var effects = _world.Effects.Where(effect => RunIds.RunOf(effect.Key) == runId).ToList();
        Assert.Equal(results.Select(Key).Order(), effects.Select(effect => effect.Key).Distinct().Order());
        foreach (var result in results)
        {
            Assert.Equal(ToolCallStatus.Completed, result.Status);
            Assert.Single(effects, effect => effect.Key == Key(result) && effect.Result == result.Text);
        }

        var events = await life.Store.ListEventsAsync(runId, 0, 1_000);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Sequence));
        var told = events.Select(e => Describe(e, results)).ToList();
        Assert.Equal(told.Count, told.Distinct().Count());
        Shapes.Add(string.Join('\n', [HistoryShape.Of(life.Database, runId), "events", .. told.Order(StringComparer.Ordinal)])
            // Its session's id is made of the same characters.
            .Replace(runId[1..], "RUN", StringComparison.Ordinal).Replace(message, "MESSAGE", StringComparison.Ordinal));
    }

    private static string Key(MessageRecord result) => $"{result.MemberRunId}/{result.CallId}";

    private static string Place(MessageRecord record) => $"{record.MemberRunId} {record.Turn} {record.Slot}";

    private static string Describe(RunEvent e, List<MessageRecord> results)
    {
        var text = Time().Replace($"{e.Type} {e.MemberRunId} {e.MemberId} {e.Data}", "TIME");
        return results.Aggregate(
            text, (described, result) => described.Replace(result.Text!, "RESULT", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)")]
    private static partial Regex Time();
}
