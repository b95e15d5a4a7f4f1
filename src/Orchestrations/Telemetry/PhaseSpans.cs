using System.Globalization;
using System.Text.Json;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>
/// The spans of the phases and rounds of one negotiation. No event begins them: each begins where the one before it ended, the
/// first with its team, and ends with its own event.
/// </summary>
/// <param name="memberRun">The team's own member run.</param>
/// <param name="attempt">How often the run was retried before.</param>
/// <param name="team">The team's span.</param>
/// <param name="add">Adds a span, with the name of its operation.</param>
internal sealed class PhaseSpans(string memberRun, int attempt, OpenSpan team, Func<OpenSpan, string, OpenSpan> add)
{
    private const string PhaseField = "phase", RoundField = "round";

    private readonly OrderedDictionary<string, OpenSpan> _open = new(StringComparer.Ordinal);
    private DateTimeOffset _since = team.Start;

    /// <summary>The span below which a member run of the team is, by what it was asked.</summary>
    public string Holding(Brief? task, DateTimeOffset at)
    {
        if (task?.Phase is not { } phase) return team.SpanId;
        var name = JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());
        return (task.Round > 0 ? Round(task.Round, at) : Phase(name, at)).SpanId;
    }

    /// <summary>Ends the phase or the round that an event tells of.</summary>
    public void End(RunEvent item)
    {
        if (item.Type == RunEventTypes.NegotiationRound)
        {
            End(Round((int)(item.Number(RoundField) ?? 0), item.At), item);
            return;
        }

        var phase = Phase(item.Text(PhaseField) ?? "", item.At);
        foreach (var round in _open.Values.Where(span => span != phase).ToList()) End(round, item);
        End(phase, item);
    }

    /// <summary>Ends what is open, because the team ends.</summary>
    public void Close(Action<OpenSpan> end)
    {
        foreach (var span in _open.Values.Reverse()) end(span);
        _open.Clear();
    }

    private OpenSpan Phase(string name, DateTimeOffset at) => Open(name, at, null, PhaseField).With(SpanAttributes.Phase, name);

    private OpenSpan Round(int number, DateTimeOffset at)
    {
        var phase = Phase("negotiation", at);
        var key = string.Create(CultureInfo.InvariantCulture, $"{RoundField} {number}");
        return Open(key, at, phase, RoundField).With(SpanAttributes.Round, number);
    }

    private OpenSpan Open(string part, DateTimeOffset at, OpenSpan? above, string operation)
    {
        if (_open.TryGetValue(part, out var span)) return span;
        // In a fork, events of the shared past are older than the run.
        var from = at < _since ? at : _since;
        var name = above is null ? $"{operation} {part}" : part;
        span = add(new OpenSpan(SpanIds.Part(memberRun, part, attempt), (above ?? team).SpanId, name, from), operation);
        return _open[part] = span;
    }

    private void End(OpenSpan span, RunEvent by)
    {
        span.End(by);
        _open.Remove(_open.First(open => open.Value == span).Key);
        _since = by.At;
    }
}
