using System.Globalization;
using System.Runtime.CompilerServices;
using DurableTeams.Contracts;
using DurableTeams.Runs;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Sqlite.Engine.Failures;
using Microsoft.DurableTask;

namespace DurableTeams.Embedded.Tests.Replay;

/// <summary>
/// Histories of earlier runs, kept in <c>corpus/</c>, a folder for each way in which the orchestrators have worked: today's must
/// repeat each, or runs that wait while a host is upgraded fail. With <c>DURABLETEAMS_WRITE_CORPUS=1</c> the histories of the
/// newest folder are written anew; see docs/how-to/test-replay.md for when to.
/// </summary>
public sealed class ReplayCorpusTests
{
    private const string WriteVariable = "DURABLETEAMS_WRITE_CORPUS";

    // 1: durable timers kept the time. 2: steps tell how long they took. 3: plans, steps and positions are written by name.
    // 1: durable timers kept the time. 2: steps tell how long they took. 3: plans, steps and positions are written by name.
    // 4: plans leave out what is as usual.
    private static readonly string[] Versions = ["1", "2", "3", "4"];

    public static TheoryData<string> Names => [.. ReferenceRun.All.Select(run => run.Name)];

    public static TheoryData<string, string> Histories()
    {
        var histories = new TheoryData<string, string>();
        foreach (var version in Versions)
        {
            foreach (var run in Of(version)) histories.Add(version, run.Name);
        }

        return histories;
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Replay_HistoryOfTheCorpus_IsRepeatedByTodaysCode(string version, string name) =>
        HistoryReplayer.Replay(await File.ReadAllTextAsync(CorpusFile(name, version)), TodaysCode());

    [Fact]
    public async Task Replay_RunsOfToday_AreRepeated()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await ReferenceHost.StartAsync(directory.Path);
        foreach (var run in ReferenceRun.All)
        {
            var history = host.Export(await run.PlayAsync(host));
            HistoryReplayer.Replay(history, TodaysCode());
            if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
                await File.WriteAllTextAsync(CorpusFile(run.Name), history + "\n");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Replay_MemberThatAsksForMore_FailsNamingTheEventAndTheInstance(string name)
    {
        var changed = Registry(TaskNames.RunMember, async context =>
        {
            await context.CallActivityAsync("Audit");
            return await new MemberRunOrchestrator().RunAsync(context, context.GetInput<MemberRunInput>());
        });
        var history = await File.ReadAllTextAsync(CorpusFile(name));
        var found = Assert.Throws<NonDeterminismException>(() => HistoryReplayer.Replay(history, changed));
        Assert.Equal(name == "retried"
            ? $"activity '{TaskNames.Outcome}' (#0)"
            : $"activity '{TaskNames.Record}' (run inside the turn) (#0)", found.Recorded);
        Assert.Equal("activity 'Audit'", found.Asked);
        Assert.EndsWith(".1", found.InstanceId, StringComparison.Ordinal);
        Assert.Contains(found.InstanceId!, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_RunThatEndsEarlier_FailsNamingWhatIsLeftOut()
    {
        var changed = Registry(TaskNames.RunTeam, _ => Task.FromResult<object?>("over"));
        var history = await File.ReadAllTextAsync(CorpusFile("parallel-members"));
        var found = Assert.Throws<NonDeterminismException>(() => HistoryReplayer.Replay(history, changed));
        Assert.Equal("the end, Completed", found.Asked);
    }

    [Fact]
    public async Task Replay_OrchestratorThatIsGone_SaysSo()
    {
        var history = await File.ReadAllTextAsync(CorpusFile("approved-tool"));
        var missing = Assert.Throws<OrchestratorNotFoundException>(() => HistoryReplayer.Replay(
            history, new DurableTaskRegistry()));
        Assert.Contains(TaskNames.RunTeam, missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"instances":[{"id":"a"}]}""")]
    [InlineData("""{"id":"a","name":"b","generation":0,"turns":[{"at":1,"in":[{"e":"invented"}],"out":[]}]}""")]
    public void Replay_NotAHistory_IsRefused(string text) =>
        Assert.Throws<ArgumentException>(() => HistoryReplayer.Replay(text, TodaysCode()));

    [Fact]
    public void Corpus_HasOneFileForEachReferenceRunThatItsVersionHad() => Assert.All(Versions, version => Assert.Equal(
        Of(version).Select(run => run.Name + ".json").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.GetDirectoryName(CorpusFile("x", version))!).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)));

    private static IEnumerable<ReferenceRun> Of(string version) =>
        ReferenceRun.All.Where(run => run.Since <= int.Parse(version, CultureInfo.InvariantCulture));

    /// <summary>As the host registers it.</summary>
    private static DurableTaskRegistry TodaysCode() => new DurableTaskRegistry().AddDurableTeams();

    /// <summary>Today's code, but for one orchestrator.</summary>
    private static DurableTaskRegistry Registry<T>(string changed, Func<TaskOrchestrationContext, Task<T>> code)
    {
        var registry = new DurableTaskRegistry();
        registry.AddOrchestratorFunc(changed, code);
        if (changed != TaskNames.RunTeam) registry.AddOrchestrator<TeamRunOrchestrator>(TaskNames.RunTeam);
        registry.AddOrchestrator<NestedTeamOrchestrator>(TaskNames.NestedTeam);
        if (changed != TaskNames.RunMember) registry.AddOrchestrator<MemberRunOrchestrator>(TaskNames.RunMember);
        return registry;
    }

    private static string CorpusFile(string name, string? version = null, [CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "corpus", version ?? Versions[^1], name + ".json");
}
