using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Dashboard.Run;

/// <summary>Reads a run for its page.</summary>
internal sealed class RunReader(IDurableTeams teams, IRunStore store, TimeProvider time)
{
    private const int MaxQuestions = 10;
    private const int EventsAtOnce = 100;

    /// <summary>The run as its page shows it.</summary>
    /// <exception cref="ApiException">404: there is no such run, or member run.</exception>
    public async Task<RunModel> ReadAsync(
        string runId, RunPart view, string? member, string? row, long after, CancellationToken cancellationToken)
    {
        var run = await teams.GetAsync(runId, cancellationToken);
        var rows = Timeline.Of(await teams.TraceAsync(runId, cancellationToken), time.GetUtcNow(), out var all);
        var selected = row is null ? null : rows.FirstOrDefault(one => one.Span.SpanId == row);
        var memberRun = member ?? (selected is null ? null : MemberRunOf(selected));
        return new RunModel(
            run, rows, all, await QuestionsAsync(run, cancellationToken), view, selected,
            selected is null ? null : await DetailAsync(run, rows, selected, cancellationToken),
            view == RunPart.Conversation ? await ConversationAsync(run, memberRun, cancellationToken) : null,
            view == RunPart.Events ? await store.ListEventsAsync(runId, after, EventsAtOnce, cancellationToken) : null,
            after);
    }

    private async Task<IReadOnlyList<RequirementContextView>> QuestionsAsync(RunView run, CancellationToken cancellationToken)
    {
        var pending = run.Requirements.Where(one => one.Status == RequirementStatus.Pending).Take(MaxQuestions);
        return await Task.WhenAll(pending.Select(one => teams.GetRequirementContextAsync(one.RequirementId, cancellationToken)));
    }

    private async Task<MemberConversation> ConversationAsync(RunView run, string? member, CancellationToken cancellationToken)
    {
        var messages = await teams.MessagesAsync(run.RunId, member, cancellationToken);
        return new MemberConversation(
            member,
            [.. messages.Skip(Math.Max(0, messages.Count - MemberConversation.MaxMessages))], messages.Count);
    }

    private async Task<RowDetail> DetailAsync(
        RunView run, IReadOnlyList<TimelineRow> rows, TimelineRow row, CancellationToken cancellationToken)
    {
        var memberRunId = MemberRunOf(row);
        var member = run.Members.FirstOrDefault(one => one.MemberRunId == memberRunId);
        switch (row.Kind)
        {
            case RowKind.Member when row.Depth == 0:
                return new RowDetail(run.Input, run.Output?.Text, run.Error?.Message, null, null);
            case RowKind.Member:
                return new RowDetail(member?.Task, member?.Output, member?.Error?.Message, memberRunId, null);
            case RowKind.Tool:
                var callId = Attribute(row, "gen_ai.tool.call.id");
                var call = run.Members.FirstOrDefault(one => one.MemberRunId == memberRunId)?.Tools
                    .FirstOrDefault(one => one.CallId == callId);
                return new RowDetail(call?.Arguments.GetRawText(), call?.Result, call?.Error, memberRunId, null);
            case RowKind.Model:
                return await AnswerAsync(run, rows, row, memberRunId, cancellationToken);
            default:
                return new RowDetail(
                    null, null, row.Span.StatusDescription, memberRunId, Attribute(row, "durableteams.requirement.id"));
        }
    }

    // The calls of a member run's model are its answers, in order.
    private async Task<RowDetail> AnswerAsync(
        RunView run, IReadOnlyList<TimelineRow> rows, TimelineRow row, string? memberRunId, CancellationToken cancellationToken)
    {
        var calls = rows.Where(one => one.Kind == RowKind.Model && MemberRunOf(one) == memberRunId && !one.HasFailed).ToList();
        var at = calls.IndexOf(row);
        var answers = (await teams.MessagesAsync(run.RunId, memberRunId, cancellationToken))
            .Where(message => message.Role == "assistant").ToList();
        if (at < 0 || at >= answers.Count) return new RowDetail(null, null, row.Span.StatusDescription, memberRunId, null);
        var said = answers[at];
        var wanted = said.ToolCalls.Select(call => $"{call.Name} {call.Arguments.GetRawText()}");
        var output = string.Join("\n", new[] { said.Text ?? "" }.Concat(wanted).Where(part => part.Length > 0));
        return new RowDetail(null, output, row.Span.StatusDescription, memberRunId, null);
    }

    private static string? MemberRunOf(TimelineRow row) => Attribute(row, "durableteams.member_run.id");

    private static string? Attribute(TimelineRow row, string name) =>
        row.Span.Attributes.TryGetValue(name, out var value) ? value.ToString() : null;
}
