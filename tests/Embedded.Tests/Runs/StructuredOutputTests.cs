using DurableTeams.Definitions;
using DurableTeams.Definitions.Modes;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Runs;

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
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Tasks, TestMember.Of("one")).WithHeadline());
        Script.For(harness.Chat).With("leader", Reply.TextAndCalls("All done!", ToolCall.Complete()), Reply.Text(Good));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Completed, Good), (run.Status, run.Output!.Text));
    }

    [Fact]
    public async Task Loop_EndsWithWordsThatDoNotFit_FailsWithTheRawTextKept()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Loop, TestMember.Of("one"), TestMember.Of("two")).WithHeadline());
        Script.For(harness.Chat).With("one", Reply.Text("draft")).With("two", Reply.Calls(ToolCall.ExitLoop()));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "invalidOutput", "draft"), (run.Status, run.Error!.Code, run.Output!.Text));
        Assert.Equal("Team 'team' has no answer as asked for: it is not JSON.", run.Error.Message);
    }

    [Fact]
    public async Task Nested_TheInnerTeamsAnswerStaysWrong_TheRawTextIsTheRuns()
    {
        await using var harness = await new RunHarness().ServeAsync(
            TestTeam.In(TeamMode.Sequential, TestMember.Nested("inner")).WithHeadline(),
            TestTeam.Inner("inner", TeamMode.Sequential, TestMember.Of("one")).WithHeadline());
        Script.For(harness.Chat).With("one", Reply.Text("a"), Reply.Text("b"), Reply.Text("raw"));

        var run = await harness.RunAsync("Go");

        Assert.Equal((RunStatus.Failed, "invalidOutput", "raw"), (run.Status, run.Error!.Code, run.Output?.Text));
    }

    private static string Answering(string mode) => mode switch
    {
        "coordinate" or "broadcast" or "tasks" or "negotiation" => "leader",
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
            "hierarchical" => TestTeam.Hierarchical(),
            "dialectic" => TestTeam.Dialectic(),
            "consensus" => TestTeam.Consensus(),
            "debate" => TestTeam.Debate(rounds: 1),
            "negotiation" => TestTeam.Negotiation(["a"], members: [TestMember.Of("first"), TestMember.Of("last")]),
            _ => TestTeam.In(mode, TestMember.Of("first"), TestMember.Of("last")),
        };
        var harness = await new RunHarness().ServeAsync(team.WithHeadline());
        var script = Script.For(harness.Chat);
        _ = name switch
        {
            "route" => script.With("leader", Reply.Calls(ToolCall.Delegate("a", "last", "x"))),
            "broadcast" => script.With("leader", Reply.Calls(ToolCall.DelegateToAll("x"))).With("first", Reply.Text("1"))
                .With("last", Reply.Text("2")),
            "tasks" => script.With("leader", Reply.Calls(ToolCall.CreateTask("a", "A", "first"))).With("first", Reply.Text("1")),
            "handoff" => script.With("first", Reply.Calls(ToolCall.Transfer("last"))),
            "sequential" => script.With("first", Reply.Text("1")),
            "loop" => script.With("first", Reply.Text("1"), Reply.Calls(ToolCall.ExitLoop())),
            "hierarchical" =>
                script.With("boss", Reply.Text(TriadReply.Split())).With("left", Reply.Text("L")).With("right", Reply.Text("R")),
            "dialectic" => script.With("pro", Reply.Text("p")).With("con", Reply.Text("c")),
            "consensus" => script.With("ben", Reply.Text(Good), Reply.Text(TriadReply.Vote("ann")))
                .With("cleo", Reply.Text(Good), Reply.Text(TriadReply.Vote("ann"))),
            "debate" => script.With("pro", Reply.Text("p")).With("con", Reply.Text("c"))
                .With("judge", Reply.Text(TriadReply.Verdict("pro"))),
            "negotiation" => script.With("first", Reply.Text(NegotiationReply.Claims(("a", "p"))), Reply.Text("A"))
                .With("last", Reply.Text(NegotiationReply.Claims())),
            _ => script,
        };
        foreach (var answer in answers) script.With(Answering(name), Reply.Text(answer));
        if (mode == TeamMode.Consensus) script.With("ann", Reply.Text(TriadReply.Vote("ann")));
        return harness;
    }
}
