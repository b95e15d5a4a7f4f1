using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Telemetry;

namespace DurableTeams.Orchestrations.Tests.Telemetry;

public sealed class SpanFoldTests
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    private readonly List<RunEvent> _events = [];
    private readonly List<MemberRunRecord> _agents = [Agent("r1.0", null), Agent("r1.1", "ada"), Agent("r1.2", "ada", spawn: 2)];

    [Fact]
    public void Spans_CallerSentATraceparent_TheRunIsBelowItsSpan()
    {
        var spans = Fold(Run() with { TraceParent = Caller });

        Assert.Equal("b7ad6b7169203331", spans[0].ParentSpanId);
    }

    [Fact]
    public void Spans_NothingHappenedYet_TheRunIsOpenSinceItWasCreated()
    {
        var root = Assert.Single(Fold(Run()));

        Assert.Equal((Start, (DateTimeOffset?)null, (long?)null), (root.StartTime, root.EndTime, root.EndSequence));
        Assert.Null(root.ParentSpanId);
    }

    [Fact]
    public void Spans_SecondSpawnEndsFirst_EachHasItsOwnCallsAndTokensAndTheRunAll()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.MemberRunStarted, "r1.2");
        Chat("r1.2", 1, 20);
        Event(RunEventTypes.MemberRunCompleted, "r1.2");
        Chat("r1.1", 1, 3);
        Event(RunEventTypes.MemberRunCompleted, "r1.1");
        Chat("r1.0", 1, 100);
        Event(RunEventTypes.RunCompleted);

        var spans = Fold(Run());

        var first = Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1.1"));
        var second = Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1.2"));
        Assert.Equal((3L, 20L, 123L), (Input(first), Input(second), Input(spans[0])));
        Assert.Equal((4L, 6L, 8L), (second.EndSequence, first.EndSequence, spans[0].EndSequence));
        Assert.Equal(second.SpanId, Assert.Single(spans, span => span.SpanId == SpanIds.Chat("r1.2", 1)).ParentSpanId);
        Assert.Equal(2, second.Attributes["durableteams.spawn"]);
    }

    [Fact]
    public void Spans_MemberTimesOut_ItsToolAndItsWaitEndWithIt()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.ToolCallStarted, "r1.1", new { callId = "c1", name = "search", turn = 1, index = 0 });
        Event(RunEventTypes.RequirementCreated, "r1.1", new
        {
            requirementId = "r1.1-1-1",
            tool = new { callId = "c2", name = "send" }
        });
        Event(RunEventTypes.MemberRunFailed, "r1.1", new
        {
            error = new { code = "memberTimeout", message = "did not finish", memberId = "ada" }
        });

        var spans = Fold(Run());

        Assert.Equal(
        [
            "invoke_agent ada", "execute_tool search", "await_decision send"
        ], spans.Where(span => span.EndSequence == 4).Select(span => span.Name));
        Assert.All(spans.Skip(1), span => Assert.Equal(("error", "memberTimeout"), (span.Status, span.Attributes["error.type"])));
        Assert.Null(spans[0].EndTime);
    }

    [Fact]
    public void Spans_LateResultOfATimedOutMember_EndsNothingTwice()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.ToolCallStarted, "r1.1", new { callId = "c1", name = "search", turn = 1, index = 0 });
        Event(RunEventTypes.MemberRunFailed, "r1.1", new
        {
            error = new { code = "memberTimeout", message = "m", memberId = "ada" }
        });
        Event(RunEventTypes.ToolCallCompleted, "r1.1", new { callId = "c1", name = "search", turn = 1, index = 0 });

        var spans = Fold(Run());

        Assert.Equal(3, Assert.Single(spans, span => span.Name == "execute_tool search").EndSequence);
        Assert.Equal(3, spans.Count);
    }

    [Fact]
    public void Spans_ModelGaveNoAnswer_OneFailedCallBelowTheFailedMember()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Chat("r1.1", 1, 1);
        Event(RunEventTypes.MemberRunFailed, "r1.1", new
        {
            error = new { code = "modelFailed", message = "no answer", memberId = "ada" }
        });

        var spans = Fold(Run());

        var failed = Assert.Single(
            spans, span => span.Status == "error" && span.Name.StartsWith("chat", StringComparison.Ordinal));
        Assert.Equal((SpanIds.Chat("r1.1", 2), SpanIds.Agent(
            "r1.1"), "no answer"), (failed.SpanId, failed.ParentSpanId, failed.StatusDescription));
        Assert.Equal("error", Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1.1")).Status);
    }

    [Fact]
    public void Spans_RetriedRun_WhatGoesOnIsASecondSpanBelowTheFirst()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.MemberRunStarted, "r1.2");
        Event(RunEventTypes.MemberRunCompleted, "r1.2");
        Event(RunEventTypes.MemberRunFailed, "r1.1", new { error = new { code = "internal", message = "m", memberId = "ada" } });
        Event(RunEventTypes.RunFailed, null, new { error = new { code = "internal", message = "m", memberId = "ada" } });
        Event(RunEventTypes.RunContinued, null, new { attempt = 1 });
        Chat("r1.1", 1, 5);
        Event(RunEventTypes.MemberRunCompleted, "r1.1");
        Event(RunEventTypes.RunCompleted);

        var spans = Fold(Run() with { Attempt = 1 });

        var again = Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1", 1));
        Assert.Equal((spans[0].SpanId, 9L, "ok"), (again.ParentSpanId, again.EndSequence, again.Status));
        Assert.Equal((5L, "error"), (spans[0].EndSequence, spans[0].Status));
        var member = Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1.1", 1));
        Assert.Equal((again.SpanId, 8L), (member.ParentSpanId, member.EndSequence));
        Assert.Equal(member.SpanId, Assert.Single(spans, span => span.SpanId == SpanIds.Chat("r1.1", 1, 1)).ParentSpanId);
        Assert.Single(
            spans, span => span.Attributes.TryGetValue("durableteams.member_run.id", out var id) && (string)id == "r1.2");
        Assert.Equal(spans.Count, spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void Spans_Fork_ItsCountOfAttemptsBeginsWhereItsOriginEnded()
    {
        Event(RunEventTypes.RunContinued, null, new { attempt = 1 });
        Chat("r1.0", 1, 1);

        var spans = Fold(Run() with { Attempt = 2, ForkOf = new ForkOrigin("r0", 2) });

        Assert.Equal([SpanIds.Agent("r1", 2), SpanIds.Chat("r1.0", 1, 2)], spans.Select(span => span.SpanId));
    }

    [Fact]
    public void Spans_MemberRunNobodyKnows_ItsCallIsMarkedAndNotDropped()
    {
        Chat("r1.7", 1, 1);

        var orphan = Fold(Run())[1];

        Assert.Equal((SpanIds.Agent("r1.7"), true), (orphan.ParentSpanId, orphan.Attributes["durableteams.orphan"]));
        Assert.NotNull(orphan.EndSequence);
    }

    [Fact]
    public void Spans_CompletionTwice_OneSpanEndedOnce()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.MemberRunCompleted, "r1.1");
        Event(RunEventTypes.MemberRunCompleted, "r1.1");

        Assert.Equal(2, Assert.Single(Fold(Run()), span => span.Name == "invoke_agent ada").EndSequence);
    }

    [Fact]
    public void Spans_DecidedByARequestWithATrace_TheWaitLinksToIt()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.RequirementCreated, "r1.1", new
        {
            requirementId = "r1.1-1-0",
            tool = new { callId = "c", name = "send" }
        });
        Event(RunEventTypes.RequirementResolved, "r1.1", new
        {
            requirementId = "r1.1-1-0",
            status = "approved",
            decision = "approve",
            traceparent = Caller
        });

        var wait = Assert.Single(Fold(Run()), span => span.Name == "await_decision send");

        Assert.Equal(new SpanLinkView("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), Assert.Single(wait.Links!));
        Assert.Equal(("approve", 3L), (wait.Attributes["durableteams.decision"], wait.EndSequence));
    }

    [Fact]
    public void Spans_RunCancelled_WhatWasOpenSaysSoAndIsNoError()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.RunCancelled);

        var spans = Fold(Run());

        Assert.All(spans, span => Assert.Equal(
            ("unset", "cancelled", 2L), (span.Status, span.Attributes["durableteams.status"], span.EndSequence)));
    }

    [Fact]
    public void Spans_ModelKnown_TheCallSaysWhatWasAskedAndAnswered()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Event(RunEventTypes.ModelCallCompleted, "r1.1", new
        {
            turn = 1,
            askedAt = Start.AddSeconds(1),
            model = "gpt-x-2026",
            finishReason = "stop",
            responseId = "resp1",
            inputTokens = 3,
            outputTokens = 4
        });

        var chat = Fold(Run())[2];

        Assert.Equal(("chat gpt-x", "client", Start.AddSeconds(1)), (chat.Name, chat.Kind, chat.StartTime));
        Assert.Equal(
            ["azure.ai.openai", "gpt-x", 0.5, 100, "gpt-x-2026", "resp1", "stop", 3L, 4L, "s1"],
            new[]
            {
                "gen_ai.provider.name",
                "gen_ai.request.model",
                "gen_ai.request.temperature",
                "gen_ai.request.max_tokens",
                "gen_ai.response.model",
                "gen_ai.response.id",
                "gen_ai.response.finish_reasons",
                "gen_ai.usage.input_tokens",
                "gen_ai.usage.output_tokens",
                "gen_ai.conversation.id"
            }
                .Select(name => chat.Attributes[name] is string[] many ? many[0] : chat.Attributes[name]));
    }

    private static long Input(SpanView span) => (long)span.Attributes["gen_ai.usage.input_tokens"];

    [Fact]
    public void Spans_ReportedByAWorker_HaveItsTimesAndParentsInAnyOrder()
    {
        Event(RunEventTypes.MemberRunStarted, "r1.1");
        Reported("b", RunEventTypes.ToolCallCompleted, new { parentId = "a", name = "bash", callId = "b" });
        Reported("a", RunEventTypes.ModelCallCompleted, new { model = "m", inputTokens = 5, outputTokens = 2 });
        Reported("c", RunEventTypes.ToolCallFailed, new { parentId = "none", name = "bash", callId = "c", error = "no" });
        Reported("d", RunEventTypes.ModelCallCompleted, new { model = "m", inputTokens = 7, outputTokens = 1, spans = "mine" });

        var spans = Fold(Run());

        var member = Assert.Single(spans, span => span.SpanId == SpanIds.Agent("r1.1"));
        var model = Assert.Single(spans, span => span.SpanId == SpanIds.Reported("r1.1", "a"));
        var tool = Assert.Single(spans, span => span.SpanId == SpanIds.Reported("r1.1", "b"));
        var lost = Assert.Single(spans, span => span.SpanId == SpanIds.Reported("r1.1", "c"));
        Assert.Equal((member.SpanId, model.SpanId), (model.ParentSpanId, tool.ParentSpanId));
        Assert.Equal((Start.AddHours(1), Start.AddHours(2)), (model.StartTime, model.EndTime));
        Assert.Equal((true, member.SpanId, "error"), (lost.Attributes["durableteams.orphan"], lost.Otherwise, lost.Status));
        Assert.False(tool.Attributes.ContainsKey("durableteams.orphan"));
        Assert.DoesNotContain(spans, span => span.SpanId == SpanIds.Reported("r1.1", "d"));
        Assert.Equal(12L, Input(member));
    }

    private void Reported(string id, string type, object more)
    {
        var data = JsonSerializer.SerializeToNode(more)!.AsObject();
        data["eventId"] = id;
        data["askedAt"] = Start.AddHours(1);
        data["endedAt"] = Start.AddHours(2);
        Event(type, "r1.1", data);
    }

    private static MemberRunRecord Agent(string id, string? member, int spawn = 1) => new()
    {
        RunId = "r1",
        MemberRunId = id,
        MemberId = member,
        ParentMemberRunId = RunIds.ParentOf(id),
        Spawn = member is null ? 0 : spawn,
        StartedAt = Start,
    };

    private static RunRecord Run() => new()
    {
        RunId = "r1",
        TeamId = "team",
        SessionId = "s1",
        Input = "Go",
        DefinitionVersion = "v",
        TraceId = "0af7651916cd43dd8448eb211c80319c",
        CreatedAt = Start,
        UpdatedAt = Start,
    };

    private IReadOnlyList<SpanView> Fold(RunRecord run) =>
        new SpanFold(run, new RunDefinitionFacts(Team, _agents), _events).Spans;

    private static TeamDefinition Team { get; } = new()
    {
        Id = "team",
        Name = "Team",
        Mode = TeamMode.Coordinate,
        Model = "m",
        Models =
        {
            ["m"] = new ModelDefinition { Provider = "azureOpenAI", Model = "gpt-x", Temperature = 0.5, MaxOutputTokens = 100 }
        },
        Members = [new MemberDefinition { Id = "ada", Role = "Works", Model = "m" }],
    };

    private void Chat(string agent, int turn, int tokens) =>
        Event(RunEventTypes.ModelCallCompleted, agent, new { turn, inputTokens = tokens, outputTokens = 1 });

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
