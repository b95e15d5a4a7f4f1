using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// Makes a run's spans from its events, in order: an event opens a span, and a later event ends it. Spans belong to member runs
/// by id and not by name, so that a member that ran twice, or ended late, keeps its own spans. The end of a member run ends
/// everything that is open in it; the end of the run ends everything.
/// </summary>
internal sealed class SpanFold
{
    private readonly RunRecord _run;
    private readonly RunDefinitionFacts _facts;
    private readonly List<OpenSpan> _spans = [];
    private readonly OrderedDictionary<string, MemberRunSpan> _agents = new(StringComparer.Ordinal);
    private readonly string _leader;
    private readonly int _firstAttempt;
    private int _attempt;

    public SpanFold(RunRecord run, RunDefinitionFacts facts, IReadOnlyList<RunEvent> events)
    {
        (_run, _facts, _leader) = (run, facts, RunIds.Leader(run.RunId));
        // A fork counts attempts on from its origin. Only its own retries, whose numbers go up to its last, begin again.
        var retries = events.Select(Retry).OfType<int>().ToHashSet();
        for (_firstAttempt = run.Attempt; retries.Contains(_firstAttempt); _firstAttempt--)
        {
            // Down to the first attempt.
        }

        _attempt = _firstAttempt;
        OpenRoot(run.CreatedAt, SpanParent(run));
        foreach (var item in events) Take(item);
    }

    /// <summary>The spans; a span comes before those below it.</summary>
    public IReadOnlyList<SpanView> Spans
    {
        get
        {
            var known = _spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
            return [.. _spans.Select(span => span.View(known))];
        }
    }

    private void Take(RunEvent item)
    {
        switch (item.Type)
        {
            case RunEventTypes.RunContinued when Retry(item) > _firstAttempt:
                Begin(Retry(item)!.Value, item);
                break;
            case RunEventTypes.RunCompleted or RunEventTypes.RunFailed or RunEventTypes.RunCancelled:
                End(_leader, item);
                break;
            case RunEventTypes.MemberRunCompleted or RunEventTypes.MemberRunFailed:
                End(item.MemberRunId!, item);
                break;
            default:
                var of = Of(item.MemberRunId ?? _leader, item.Time("askedAt") ?? item.At);
                of.Take(item);
                break;
        }
    }

    /// <summary>The member run's span; a new one for a member run that failed before the run was retried.</summary>
    private MemberRunSpan Of(string id, DateTimeOffset at)
    {
        if (_agents.TryGetValue(id, out var agent) && (agent.IsOpen || agent.Attempt == _attempt || agent.EndedWell))
            return agent;
        var above = RunIds.ParentOf(id);
        var known = _facts.Find(id) is not null && above is not null;
        var parent = known ? Of(above!, at) : null;
        var span = known
            ? Add(new OpenSpan(SpanIds.Agent(id, _attempt), parent!.Holding(_facts.Find(id)!.Brief, at), _facts.SpanName(id), at))
            : null;
        agent = new MemberRunSpan(id, _attempt, span, parent, _run, _facts, Add);
        _agents.Remove(id);
        _agents.Add(id, agent);
        return agent;
    }

    private void Begin(int attempt, RunEvent item)
    {
        _attempt = attempt;
        _agents.Remove(_leader);
        OpenRoot(item.At, SpanIds.Agent(_run.RunId, _firstAttempt));
    }

    private void OpenRoot(DateTimeOffset at, string? parent)
    {
        var span = Add(new OpenSpan(SpanIds.Agent(_run.RunId, _attempt), parent, _facts.SpanName(_leader), at));
        _agents.Insert(0, _leader, new MemberRunSpan(_leader, _attempt, span, null, _run, _facts, Add));
    }

    /// <summary>Ends the span of a member run, and the spans below it.</summary>
    private void End(string id, RunEvent by)
    {
        var error = by.Error();
        foreach (var agent in _agents.Values.Where(agent => RunIds.IsWithin(agent.Id, id)).Reverse().ToList())
        {
            if (agent.Id == id ? by.Type != RunEventTypes.RunCancelled : TimedOut(error)) agent.End(by, error);
            else agent.Drop(by);
        }

        // A member run whose limit is up at its start has no other event.
        if (!_agents.ContainsKey(id)) Of(id, by.At).End(by, error);
    }

    private static bool TimedOut(RunError? error) => error?.Code is "memberTimeout" or "teamTimeout";

    private OpenSpan Add(OpenSpan span)
    {
        _spans.Add(span);
        return span;
    }

    private static int? Retry(RunEvent item) => item.Type == RunEventTypes.RunContinued ? (int?)item.Number("attempt") : null;

    private static string? SpanParent(RunRecord run) =>
        System.Diagnostics.ActivityContext.TryParse(run.TraceParent, null, out var parent) ? parent.SpanId.ToHexString() : null;
}
