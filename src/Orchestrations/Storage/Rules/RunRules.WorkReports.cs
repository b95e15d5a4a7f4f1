using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Storage.Rules;

/// <summary>The rules for what workers report: each event is recorded once, whatever order the events come in.</summary>
public static partial class RunRules
{
    private static WorkAnswer Report(IRunRows rows, WorkRecord work, WorkReport report)
    {
        if (!work.IsOpen && !(report.At <= work.EndedAt + WorkLimits.Grace)) return new WorkAnswer(WorkOutcome.Ended, work);
        var fresh = report.Events.DistinctBy(item => item.Id, StringComparer.Ordinal)
            .Where(item => !rows.IsRecorded(KeyOf(work, item))).ToList();
        if (fresh.Count == 0) return new WorkAnswer(WorkOutcome.Unchanged, work);
        if (work.Events + fresh.Count > WorkLimits.Events) return new WorkAnswer(WorkOutcome.TooMany, work);
        var mine = report.OwnSpans || work.OwnSpans;
        var (used, turn) = (Usage.None, work.Events);
        foreach (var item in fresh)
        {
            used += UsageOf(item);
            Record(rows, work, item, ++turn);
        }

        rows.Append(report.At, [.. fresh.Select((item, index) => EventOf(work, item, work.Events + 1 + index, mine))]);
        if (rows.FindMemberRun(work.MemberRunId) is { } memberRun && used != Usage.None)
            rows.Write(new MemberRunUpdate(work.MemberRunId, null) { Usage = memberRun.Usage + used });
        work = work with { Events = turn, ProgressAt = report.At };
        rows.Write(work.Status == WorkStatus.Leased ? Extended(rows, work, report.At) : work);
        rows.Touch(report.At);
        return new WorkAnswer(WorkOutcome.Done, work) { Recorded = fresh.Count };
    }

    /// <summary>The event's part of the conversation, a turn of its own.</summary>
    private static void Record(IRunRows rows, WorkRecord work, WorkerEvent item, int turn)
    {
        var message = new MessageRecord
        {
            MemberRunId = work.MemberRunId,
            Turn = turn,
            Slot = 0,
            Role = "assistant",
            Author = work.MemberId,
        };
        if (item.Type != WorkerEventType.ToolCall)
        {
            var model = item.Type == WorkerEventType.ModelCall;
            rows.Add(message with
            {
                Text = item.Result ?? item.Error,
                Model = model ? item.Name : null,
                Usage = model ? UsageOf(item) : null,
            });
            return;
        }

        rows.Add(message with
        {
            Calls = [new StoredCall(item.Id, item.Name ?? "tool", item.Arguments ?? Element(new { }))],
        });
        rows.Add(message with
        {
            Slot = 1,
            Role = "tool",
            Author = null,
            CallId = item.Id,
            Text = item.Error is { } error ? $"Error: {error}" : item.Result,
            Status = item.Error is null ? ToolCallStatus.Completed : ToolCallStatus.Failed,
            Attempts = 1,
        });
    }

    private static RunEventDraft EventOf(WorkRecord work, WorkerEvent item, int turn, bool mine)
    {
        var type = item.Type switch
        {
            WorkerEventType.ModelCall => RunEventTypes.ModelCallCompleted,
            WorkerEventType.Text => RunEventTypes.WorkText,
            _ when item.Error is not null => RunEventTypes.ToolCallFailed,
            _ => RunEventTypes.ToolCallCompleted,
        };
        var model = item.Type == WorkerEventType.ModelCall;
        var call = item.Type == WorkerEventType.ToolCall;
        var data = new ReportedData(work.WorkId, item.Id, turn, item.StartedAt.UtcDateTime, item.EndedAt.UtcDateTime)
        {
            Model = model ? item.Name : null,
            InputTokens = model ? item.InputTokens : null,
            OutputTokens = model ? item.OutputTokens : null,
            CallId = call ? item.Id : null,
            Name = call ? item.Name ?? "tool" : null,
            Attempts = call ? 1 : null,
            Index = call ? 0 : null,
            Text = item.Type == WorkerEventType.Text ? item.Result : null,
            Error = item.Error,
            ParentId = item.ParentId,
            Spans = mine ? "mine" : null,
        };
        return new RunEventDraft(KeyOf(work, item), type, work.MemberRunId, work.MemberId, Element(data));
    }

    private static string KeyOf(WorkRecord work, WorkerEvent item) => $"work:{work.WorkId}:e:{item.Id}";

    private static Usage UsageOf(WorkerEvent item) => item.Type switch
    {
        WorkerEventType.ModelCall => new Usage(item.InputTokens, item.OutputTokens, 1, 0),
        WorkerEventType.ToolCall => new Usage(0, 0, 0, 1),
        _ => Usage.None,
    };

    private sealed record ReportedData(string WorkId, string EventId, int Turn, DateTime AskedAt, DateTime EndedAt)
    {
        public string? Model { get; init; }

        public long? InputTokens { get; init; }

        public long? OutputTokens { get; init; }

        public string? CallId { get; init; }

        public string? Name { get; init; }

        public int? Attempts { get; init; }

        public int? Index { get; init; }

        public string? Text { get; init; }

        public string? Error { get; init; }

        public string? ParentId { get; init; }

        public string? Spans { get; init; }
    }
}
