using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;

namespace DurableTeams.Orchestrations.Tests.Telemetry;

/// <summary>The spans of the phases and rounds of a negotiation, from events alone.</summary>
public sealed class PhaseSpansTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private readonly List<RunEvent> _events = [];
    private readonly List<MemberRunRecord> _agents =
    [
        Agent("r1.0"),
        Agent("r1.1", TeamPhase.Deliberation),
        Agent("r1.2", TeamPhase.Negotiation, 1),
        Agent("r1.3", TeamPhase.Negotiation, 2),
        Agent("r1.4", TeamPhase.Negotiation),
        Agent("r1.5", TeamPhase.Execution),
    ];

    [Fact]
    public void Spans_WholeNegotiation_EachPartBeginsWhereTheOneBeforeEndedAndHoldsItsMemberRuns()
    {
        Run("r1.1");
        PhaseEnds("deliberation");
        Run("r1.2");
        RoundEnds(1);
        Run("r1.3");
        RoundEnds(2);
        Run("r1.4");
        PhaseEnds("negotiation");
        Run("r1.5");
        PhaseEnds("execution");
        Event(RunEventTypes.RunCompleted);

        Assert.Equal(
            """
            invoke_agent Team 0-16 ok
             phase deliberation 0-3 ok
              invoke_agent ada 1-2 ok
             phase negotiation 3-12 ok
              round 1 3-6 ok
               invoke_agent ada 4-5 ok
              round 2 6-9 ok
               invoke_agent ada 7-8 ok
              invoke_agent ada 10-11 ok
             phase execution 12-15 ok
              invoke_agent ada 13-14 ok
            """.ReplaceLineEndings("\n"),
            Tree());
        var round = Fold().Single(span => span.Name == "round 2");
        Assert.Equal(
            (SpanIds.Part("r1.0", "round 2"), 2, "round"),
            (round.SpanId, round.Attributes["durableteams.round"], round.Attributes["gen_ai.operation.name"]));
    }

    [Fact]
    public void Spans_NothingWasContested_ThePhaseIsThereAllTheSame()
    {
        Run("r1.1");
        PhaseEnds("deliberation");
        PhaseEnds("negotiation");

        Assert.Equal(
            "invoke_agent Team 0- unset\n phase deliberation 0-3 ok\n  invoke_agent ada 1-2 ok\n phase negotiation 3-4 ok",
            Tree());
    }

    [Fact]
    public void Spans_PhasesThatTheLeaderSumsUp_EndWithTheSummaryThatIsBelowThem()
    {
        _agents[2] = _agents[2] with { Brief = new Brief { Phase = TeamPhase.Deliberation } };
        _agents[3] = _agents[3] with { Brief = new Brief { Phase = TeamPhase.Negotiation } };
        Run("r1.1");
        Run("r1.2");
        Event(RunEventTypes.PhaseCompleted, "r1.2", new { phase = "deliberation" });
        Run("r1.3");
        Event(RunEventTypes.PhaseCompleted, "r1.3", new { phase = "negotiation" });

        Assert.Equal(
            """
            invoke_agent Team 0- unset
             phase deliberation 0-5 ok
              invoke_agent ada 1-2 ok
              invoke_agent ada 3-4 ok
             phase negotiation 5-8 ok
              invoke_agent ada 6-7 ok
            """.ReplaceLineEndings("\n"),
            Tree());
    }

    [Fact]
    public void Spans_RunFailsInARound_ThePartsEndWithItAndARetryBeginsThemAgain()
    {
        Run("r1.1");
        PhaseEnds("deliberation");
        Event(RunEventTypes.MemberRunStarted, "r1.2");
        Event(RunEventTypes.RunFailed, null, new { error = new { code = "teamTimeout", message = "late" } });
        Event(RunEventTypes.RunContinued, null, new { attempt = 1 });
        Event(RunEventTypes.MemberRunStarted, "r1.2");

        Assert.Equal(
            """
            invoke_agent Team 0-5 error
             phase deliberation 0-3 ok
              invoke_agent ada 1-2 ok
             phase negotiation 3-5 error
              round 1 3-5 error
               invoke_agent ada 4-5 error
             invoke_agent Team 6- unset
              phase negotiation 6- unset
               round 1 6- unset
                invoke_agent ada 7- unset
            """.ReplaceLineEndings("\n"),
            Tree(attempt: 1));
        var spans = Fold(attempt: 1);
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void Spans_PhaseOfATriad_IsAnEventOfItsSpanAndNoSpan()
    {
        _agents.RemoveRange(2, _agents.Count - 2);
        _agents[1] = _agents[1] with { Brief = new Brief { Phase = TeamPhase.Deliberation } };
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.PhaseCompleted, "r1.1", new { phase = "deliberation" });

        Assert.DoesNotContain(Fold(), span => span.Name.StartsWith("phase", StringComparison.Ordinal));
        Assert.Single(Fold().Single(span => span.Name == "invoke_agent ada").Events!);
    }

    private void Run(string memberRun)
    {
        Event(RunEventTypes.MemberRunStarted, memberRun);
        Event(RunEventTypes.MemberRunCompleted, memberRun);
    }

    private void PhaseEnds(string phase) => Event(RunEventTypes.PhaseCompleted, "r1.0", new { phase, rounds = 0 });

    private void RoundEnds(int round) => Event(RunEventTypes.NegotiationRound, "r1.0", new { round });

    private string Tree(int attempt = 0)
    {
        var below = Fold(attempt).ToLookup(span => span.ParentSpanId ?? "");
        return string.Join('\n', Lines("", ""));

        IEnumerable<string> Lines(string parent, string indent) => below[parent].SelectMany(span =>
            Lines(span.SpanId, indent + " ").Prepend(
                $"{indent}{span.Name} {At(span.StartTime)}-{(span.EndTime is { } end ? At(end) : "")} {span.Status}"));

        static int At(DateTimeOffset time) => (int)(time - Start).TotalSeconds;
    }

    private IReadOnlyList<SpanView> Fold(int attempt = 0) => new SpanFold(
        new RunRecord
        {
            RunId = "r1",
            TeamId = "team",
            SessionId = "s1",
            Input = "Go",
            DefinitionVersion = "v",
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            Attempt = attempt,
            CreatedAt = Start,
            UpdatedAt = Start,
        },
        new RunDefinitionFacts(TestTeam.Negotiation(["hero"]), _agents),
        _events).Spans;

    private static MemberRunRecord Agent(string id, TeamPhase? phase = null, int round = 0) => new()
    {
        RunId = "r1",
        MemberRunId = id,
        MemberId = phase is null ? null : "ada",
        ParentMemberRunId = RunIds.ParentOf(id),
        Brief = phase is null ? null : new Brief { Phase = phase, Round = round, Sections = [new SectionBrief("hero")] },
        StartedAt = Start,
    };

    private void Event(string type, string? agent = null, object? data = null) => _events.Add(new RunEvent
    {
        Sequence = _events.Count + 1,
        Type = type,
        RunId = "r1",
        MemberRunId = agent,
        At = Start.AddSeconds(_events.Count + 1),
        Data = data is null ? null : JsonSerializer.SerializeToElement(data),
    });
}
