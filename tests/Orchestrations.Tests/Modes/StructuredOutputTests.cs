using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Orchestrations.Tests.Runs;
using DurableTeams.Storage.Records;
using static DurableTeams.Orchestrations.Tests.Modes.ModeTeams;
using static DurableTeams.Orchestrations.Tests.Modes.Script;
using static DurableTeams.Orchestrations.Tests.Runs.RunHarness;
using static DurableTeams.Orchestrations.Tests.Runs.TestChat;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class StructuredOutputTests
{
    private const string Good = """{"headline":"News"}""";
    private const string Fenced = "```json\n{\"headline\":\"News\"}\n```";

    public static TheoryData<string> Modes => [.. KnownModes.Words.Keys];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Answer_Fits_IsParsedAndTheFormatWasAskedFor(string mode)
    {
        await using var harness = await ServeAsync(mode, Good);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, Good), (run.Status, run.Output!.Text));
        Assert.Equal("News", run.Output.Data!.Value.GetProperty("headline").GetString());
        var asked = harness.Chat.AskedOf(Answering(mode)).Last(ask => ask.Format != "vote");
        Assert.Equal("answer", asked.Format);
        Assert.Contains("headline", asked.Schema, StringComparison.Ordinal);
        Assert.All(harness.Chat.Asked.Where(ask => !MayAnswer(mode, ask.Agent)), ask => Assert.NotEqual("answer", ask.Format));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Answer_InACodeBlock_IsParsed(string mode)
    {
        await using var harness = await ServeAsync(mode, Fenced);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, Fenced), (run.Status, run.Output!.Text));
        Assert.Equal("News", run.Output.Data!.Value.GetProperty("headline").GetString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Answer_IsWrongTwice_IsRepaired(string mode)
    {
        await using var harness = await ServeAsync(mode, "words", """{"headline":5}""", Good);

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, Good), (run.Status, run.Output!.Text));
        var asked = harness.Chat.AskedOf(Answering(mode)).Last(ask => ask.Format == "answer");
        Assert.Equal("assistant: {\"headline\":5}", asked.Said[^2]);
        Assert.StartsWith("user: Your answer cannot be used: $.headline", asked.Said[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Answer_StaysWrong_FailsWithTheRawTextKeptAndARetryMayRepairIt(string mode)
    {
        await using var harness = await ServeAsync(mode, "words", "more words", "raw words", Good);

        var failed = await harness.RunAsync("Go");
        Assert.Equal((RunStatus.Failed, "invalidOutput"), (failed.Status, failed.Error!.Code));
        Assert.Equal(("raw words", null), (failed.Output!.Text, failed.Output.Data));
        var asked = harness.Chat.Asked.Count(ask => ask.Agent == Answering(mode));
        var run = await harness.RetryAsync(failed.RunId);

        Assert.Equal((RunStatus.Completed, Good), (run.Status, run.Output!.Text));
        Assert.Equal(asked + (mode is "consensus" ? 2 : 1), harness.Chat.AskedOf(Answering(mode)).Count());
    }

    [Fact]
    public async Task Tasks_CompleteWithWordsThatDoNotFit_TheNextTurnIsTheAnswer()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Tasks, Member("one")).WithHeadline());
        For(harness).With("leader", SaysAndMakes("All done!", Complete()), Says(Good));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, Good), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Loop_EndsWithWordsThatDoNotFit_FailsWithTheRawTextKept()
    {
        await using var harness = await new RunHarness().ServeAsync(In(TeamMode.Loop, Member("one"), Member("two")).WithHeadline());
        For(harness).With("one", Says("draft")).With("two", Makes(ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "invalidOutput", "draft"), (run.Status, run.Error!.Code, run.Output!.Text));
        Assert.Equal("Team 'team' has no answer as asked for: it is not JSON.", run.Error.Message);
    }

    [Fact]
    public async Task Nested_TheInnerTeamsAnswerStaysWrong_TheRawTextIsTheRuns()
    {
        await using var harness = await new RunHarness().ServeAsync(
            In(TeamMode.Sequential, Nested("inner")).WithHeadline(), Inner("inner", TeamMode.Sequential, Member("one")).WithHeadline());
        For(harness).With("one", Says("a"), Says("b"), Says("raw"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "invalidOutput", "raw"), (run.Status, run.Error!.Code, run.Output?.Text));
    }

    private static string Answering(string mode) => mode switch
    {
        "coordinate" or "broadcast" or "tasks" => "leader",
        "hierarchical" => "boss",
        "dialectic" => "syn",
        "consensus" => "ann",
        "debate" => "judge",
        _ => "last",
    };

    private static bool MayAnswer(string mode, string agent) =>
        agent == Answering(mode) || agent == "leader" || mode is "consensus" or "handoff";

    /// <summary>A team of the mode whose answering agent gives these answers.</summary>
    private static async Task<RunHarness> ServeAsync(string name, params string[] answers)
    {
        var mode = new TeamMode(name);
        var team = name switch
        {
            "hierarchical" => Hierarchical(),
            "dialectic" => Dialectic(),
            "consensus" => Consensus(),
            "debate" => Debate(rounds: 1),
            _ => In(mode, Member("first"), Member("last")),
        };
        var harness = await new RunHarness().ServeAsync(team.WithHeadline());
        var script = For(harness);
        _ = name switch
        {
            "route" => script.With("leader", Makes(Delegate("a", "last", "x"))),
            "broadcast" => script.With("leader", Makes(ToAll("x"))).With("first", Says("1")).With("last", Says("2")),
            "tasks" => script.With("leader", Makes(CreateTask("a", "A", "first"))).With("first", Says("1")),
            "handoff" => script.With("first", Makes(Transfer("last"))),
            "sequential" => script.With("first", Says("1")),
            "loop" => script.With("first", Says("1"), Makes(ExitLoop())),
            "hierarchical" => script.With("boss", Says(Split())).With("left", Says("L")).With("right", Says("R")),
            "dialectic" => script.With("pro", Says("p")).With("con", Says("c")),
            "consensus" => script.With("ben", Says(Good), Says(Vote("ann"))).With("cleo", Says(Good), Says(Vote("ann"))),
            "debate" => script.With("pro", Says("p")).With("con", Says("c")).With("judge", Says(Verdict("pro"))),
            _ => script,
        };
        foreach (var answer in answers) script.With(Answering(name), Says(answer));
        if (mode == TeamMode.Consensus) script.With("ann", Says(Vote("ann")));
        return harness;
    }
}
