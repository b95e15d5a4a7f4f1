using DurableTeams.Contracts;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Converters;

namespace DurableTeams.Deployment.Tests.Limits;

/// <summary>
/// The largest inputs and results of orchestrations and activities, as the engine writes them, are below what it takes.
/// </summary>
public sealed class PayloadTests
{
    // Escaped, one of these is six bytes.
    private static readonly string Error = new('ё', 1_100);
    private static readonly string Id = new('a', 64);
    private static readonly string Hash = new('f', 64);
    private static readonly string MemberRun = NewIds.Run(DateTimeOffset.UnixEpoch) + string.Concat(
        Enumerable.Repeat(".99999", 8));
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private static readonly AgentRef Agent = new(MemberRun, Id, new string('ё', 200), Hash, Id, LargestBrief(), 9_999, 99);

    public static TheoryData<string> Payloads => [.. All.Keys];

    private static Dictionary<string, Func<object>> All => new()
    {
        ["TeamRun, flat team"] = () => new TeamRunInput(
            Agent.RunId, Id, Hash, Agent.SessionId, Flat(PayloadLimits.PlannedMembers), Id, 99),
        ["TeamRun, nested teams"] = () => new TeamRunInput(
            Agent.RunId, Id, Hash, Agent.SessionId, Nested(PayloadLimits.PlannedMembers / 2), Id, 99),
        ["NestedTeam"] = () => new MemberRunInput(Agent, Nested(PayloadLimits.PlannedMembers / 2),
        [
            .. Enumerable.Repeat(new TokenBudget(MemberRun, long.MaxValue), 8)
        ], true, long.MaxValue),
        ["MemberRun, result"] = () => new MemberRunResult(RunStatus.Failed, Failure(), null,
        [
            .. Enumerable.Repeat(new StatePatchRange(MemberRun, 999), PayloadLimits.PlannedMembers)
        ], MemberRun),
        ["ModelCall"] = () => new ModelCallInput(Agent, 999, Usage.None,
        [
            .. Enumerable.Range(0, PayloadLimits.CallsPerTurn).Select(i => new CallAnswer(i, MemberRun, Error))
        ]),
        ["ModelCall, answered by all members"] = () => new ModelCallInput(Agent, 999, Usage.None,
        [
            new CallAnswer(0, Parts: Parts(PayloadLimits.CallsPerTurn))
        ]),
        ["ModelCall, task results"] = () => new ModelCallInput(
            Agent, 999, Usage.None, Results: PayloadLimits.Fit(Parts(PayloadLimits.Tasks))),
        ["ModelCall, result of an answer that does not fit"] = () => new ModelCallResult(
            Usage.None, Invalid: new string('ё', 400_000)),
        ["ToolCall"] = () => new ToolCallInput(
            Agent, new CallReference(MemberRun, 999, 127), 99, true, MemberRun + "-999-127", 9),
        ["Pause"] = () => new PauseInput(Agent.RunId, MemberRun,
        [
            .. Enumerable.Repeat(MemberRun + "-999-127", PayloadLimits.CallsPerTurn)
        ], At),
        ["Finish"] = () => new FinishInput(Agent, Usage.None, MemberRun, 999, Id),
        ["MergeState"] = () => new MergeStateInput(Agent.RunId,
        [
            .. Enumerable.Repeat(new StatePatchRange(MemberRun, 999), PayloadLimits.PlannedMembers)
        ]),
        ["PhaseEnd"] = () => new PhaseEndInput(Agent, TeamPhase.Negotiation, MemberRun, [.. Enumerable.Repeat(MemberRun, 3)], Id),
        ["Record, run started"] = () => RunChanges.RunStarted(Agent, At),
        ["Record, run failed"] = () => RunChanges.RunEnded(Agent, RunStatus.Failed, Usage.None, Failure(), MemberRun, At),
        ["Record, member started"] = () => RunChanges.MemberStarted(Agent, At),
        ["Record, member failed"] = () => RunChanges.MemberFailed(Agent, Usage.None, Failure(), At),
        ["Record, tasks"] = () => RunChanges.TaskUpdated(Agent, Enumerable.Range(0, PayloadLimits.Tasks)
            .Select(i => new TaskUpdate(TaskIds.Of(i), Id, "completed", MemberRun)), At),
        ["cancel"] = () => new string('ё', 4_000),
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Payload_Largest_FitsTheScheduler(string name)
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(JsonDataConverter.Default.Serialize(All[name]())!);
        Assert.InRange(bytes, 2, PayloadLimits.Payload);
    }

    [Fact]
    public void Fit_ResultsOfFewTasks_LeavesTheirErrors()
    {
        var parts = Parts(PayloadLimits.CallsPerTurn - 8);
        Assert.Same(parts, PayloadLimits.Fit(parts));
    }

    [Fact]
    public void Cut_LongReason_EndsBetweenCharactersAndIsNotCutAgain()
    {
        var cut = PayloadLimits.Cut(string.Concat(Enumerable.Repeat("😀", 2_000)))!;
        Assert.InRange(cut.Length, PayloadLimits.Reason - 2, PayloadLimits.Reason);
        Assert.EndsWith("😀 …", cut, StringComparison.Ordinal);
        Assert.Same(cut, PayloadLimits.Cut(cut));
        Assert.Null(PayloadLimits.Cut(null));
    }

    [Fact]
    public void Refuse_MoreCallsThanCanBeCarried_SaysHowMany()
    {
        var turn = new ModelCallResult(
            Usage.None, [.. Enumerable.Range(0, PayloadLimits.CallsPerTurn + 1).Select(i => new PlannedCall(i))]);
        var refused = PayloadLimits.Refuse(turn)!;
        Assert.Equal(("tooManyCalls", false), (refused.Code, refused.Transient));
        Assert.Contains("129 calls in one turn; at most 128", refused.Message, StringComparison.Ordinal);
        Assert.Null(PayloadLimits.Refuse(turn with { Calls = [.. turn.Calls!.Skip(1)] }));
    }

    [Fact]
    public void Refuse_CallsThatDependOnTooMuch_SaysHowLarge()
    {
        int[] everything = [.. Enumerable.Range(1, 60_000)];
        var refused = PayloadLimits.Refuse(
            new ModelCallResult(Usage.None, [new PlannedCall(0, Id, TaskId: 60_001, DependsOn: everything)]))!;
        Assert.Equal("tooManyCalls", refused.Code);
        Assert.Contains("bytes in one turn", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TeamsThatMultiply_AreRefusedWithTheirNumber()
    {
        var folder = Directory.CreateTempSubdirectory("teams-").FullName;
        try
        {
            for (var level = 0; level < 8; level++)
            {
                for (var team = 0; team < 4; team++)
                    File.WriteAllText(Path.Combine(folder, $"t{level}-{team}.yaml"), TeamOf(level, team));
            }

            var wrong = Assert.Throws<DefinitionException>(() => TeamFiles.Load(
                folder, ProcessEnvironment.Instance, new HashSet<string>()));
            Assert.Contains("at most 2000 are allowed", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string TeamOf(int level, int team) => $$"""
        id: t{{level}}-{{team}}
        mode: sequential
        model: m
        models: { m: { provider: openai, model: m, endpoint: "http://127.0.0.1:9/v1", apiKey: k } }
        members: [{{string.Join(", ", Enumerable.Range(0, 4).Select(next => Member(level, next)))}}]
        """;

    private static string Member(int level, int next) =>
        level == 7 ? $"{{ id: m{next}, role: works, model: m }}" : $"{{ team: t{level + 1}-{next} }}";

    private static RunError Failure() => new("modelFailed", Error, Id, "negotiation");

    private static List<MessagePart> Parts(int count) => [.. Enumerable.Repeat(new MessagePart(Id, MemberRun, Error), count)];

    private static Brief LargestBrief() => new()
    {
        Step = new AgentStep("synthesise"),
        Final = true,
        Call = new CallReference(MemberRun, 999, 127),
        InputOf = MemberRun,
        SubtaskOf = MemberRun,
        Transfer = new CallReference(MemberRun, 999, 127),
        Handoffs = 999,
        Show = [.. Enumerable.Repeat(MemberRun, PayloadLimits.Tasks)],
        Phase = TeamPhase.Negotiation,
        SummaryOf = MemberRun,
    };

    private static RunPlan Flat(int members) =>
        Numbers(new RunPlan { Members = [.. Enumerable.Repeat(new MemberPlan(Id, MemberPosition.Worker), members)] });

    private static RunPlan Nested(int teams) =>
        Numbers(
            new RunPlan { Members = [.. Enumerable.Repeat(new MemberPlan(Id, MemberPosition.Worker, Hash, Flat(1)), teams)] });

    private static RunPlan Numbers(RunPlan plan) => plan with
    {
        MaxSteps = int.MaxValue, MaxParallel = int.MaxValue, MaxHandoffs = int.MaxValue, MaxTokens = long.MaxValue,
        MemberTimeoutMs = 3_650L * 86_400_000,
        TeamTimeoutMs = 3_650L * 86_400_000, ModelAttempts = int.MaxValue, ModelBackoffMs = 3_650L * 86_400_000,
        ToolAttempts = int.MaxValue, ToolBackoffMs = 3_650L * 86_400_000,
        Phases = [TeamPhase.Deliberation, TeamPhase.Negotiation, TeamPhase.Execution],
    };
}
