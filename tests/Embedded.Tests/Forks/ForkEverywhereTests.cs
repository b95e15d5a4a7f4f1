using DurableTeams.Embedded.Tests.Runs;
using DurableTeams.Services;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Tests.Forks;

/// <summary>Forks of finished runs at each of their events.</summary>
public sealed class ForkEverywhereTests
{
    private static readonly string[] Ends = [RunEventTypes.ToolCallCompleted, RunEventTypes.ToolCallFailed];

    public static TheoryData<string> Names => [.. Reference.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fork_AtEveryEvent_EndsAsTheRunDidAndDoesNothingRecordedAgain(string name)
    {
        var (harness, outbox) = await Reference.ServeAsync(name);
        await using var _ = harness;
        var run = await harness.ApproveAllAsync(await harness.RunAsync("Go", "s"));
        Assert.Equal(RunStatus.Completed, run.Status);
        var events = await harness.EventsAsync(run.RunId);
        var made = events.Where(item => item.Type == RunEventTypes.ToolCallStarted).Select(IdOf).ToList();
        var (models, tools) = (harness.Chat.Asked.Count, outbox.Sent.Count);
        Assert.Equal(events.Count(item => item.Type == RunEventTypes.ModelCallCompleted), models);

        for (var sequence = 0; sequence <= events.Count; sequence++)
        {
            var (asked, sent) = (harness.Chat.Asked.Count, outbox.Sent.Count);

            var fork = await harness.ApproveAllAsync(await harness.ForkAsync(run.RunId, sequence));

            var within = events.Take(sequence).ToList();
            var context = $"forked after {sequence}: {string.Join(' ', within.Select(item => item.Type))}; {fork.Error?.Message}";
            Assert.True(
                (RunStatus.Completed, run.Output!.Text) == (fork.Status, fork.Output?.Text),
                $"{fork.Status} '{fork.Output?.Text}', not '{run.Output!.Text}', {context}");
            var shared = within.Count(item => item.Type == RunEventTypes.ModelCallCompleted);
            Assert.True(
                models - shared == harness.Chat.Asked.Count - asked,
                $"{harness.Chat.Asked.Count - asked} model calls, {context}");
            var done = within.Count(item => Ends.Contains(item.Type) && made.Contains(IdOf(item)));
            Assert.True(tools - done == outbox.Sent.Count - sent, $"{outbox.Sent.Count - sent} tool calls, {context}");
            await AssertSameAsync(harness, run, fork, Math.Min(sequence, events.Count - 1), events);
        }

        Assert.Equal(events.Select(item => item.Type), (await harness.EventsAsync(run.RunId)).Select(item => item.Type));
    }

    private static string IdOf(RunEvent item) => $"{item.MemberRunId} {item.Data!.Value.GetProperty("callId")}";

    /// <summary>The fork looks as the run does, under its own ids.</summary>
    private static async Task AssertSameAsync(
        RunHarness harness, RunView run, RunView fork, int shared, IReadOnlyList<RunEvent> events)
    {
        Assert.Equal(
            (run.SessionId, run.DefinitionVersion, run.Usage, run.Input),
            (fork.SessionId, fork.DefinitionVersion, fork.Usage, fork.Input));
        Assert.Equal(run.Members.Select(Shape), fork.Members.Select(Shape));
        Assert.All(fork.Members, member => Assert.StartsWith(fork.RunId, member.MemberRunId, StringComparison.Ordinal));
        Assert.All(fork.Requirements, asked => Assert.StartsWith(fork.RunId, asked.RequirementId, StringComparison.Ordinal));
        Assert.Equal(await MessagesAsync(run), await MessagesAsync(fork));
        var own = await harness.EventsAsync(fork.RunId);
        Assert.Equal(Enumerable.Range(1, own.Count), own.Select(item => (int)item.Sequence));
        Assert.Equal(
            events.Take(Math.Max(shared, 1)).Select(item => item.Type), own.Take(Math.Max(shared, 1)).Select(item => item.Type));
        Assert.DoesNotContain(own, item => item.Data is not null && item.Type != RunEventTypes.RunStarted
            && item.Data.Value.GetRawText().Contains(run.RunId, StringComparison.Ordinal));
        // What happens once in a run happens once in a fork, whichever part of it did it.
        Assert.Equal(Once(events), Once(own));
        var origin = own[0].Data!.Value.GetProperty("forkOf");
        Assert.Equal((run.RunId, shared), (origin.GetProperty("runId").GetString(), origin.GetProperty("sequence").GetInt32()));

        (string, int, string?, RunStatus, string?, Usage, string, string) Shape(MemberRunView member) => (
            member.MemberId, member.Spawn, member.Task, member.Status, member.Output, member.Usage,
            member.MemberRunId[run.RunId.Length..],
            string.Join(' ', member.Tools.Select(tool =>
                $"{tool.CallId} {tool.Name} {tool.Status} {tool.Result} {tool.Error} {tool.Attempts}")));

        async Task<IEnumerable<string>> MessagesAsync(RunView of) => (await harness.Store.ListRunMessagesAsync(of.RunId))
            .Select(
                message =>
                    $"{message.MemberRunId[of.RunId.Length..]} {message.Turn} {message.Slot} {message.Role} {message.Text} "
                        + $"{message.OutputOf?[of.RunId.Length..]}");
    }

    private static IEnumerable<string> Once(IEnumerable<RunEvent> events) => events
        .Where(item => item.Type is not (RunEventTypes.RunPaused or RunEventTypes.RunContinued))
        .Select(
            item =>
                $"{item.Type} {item.MemberRunId?[27..]} "
                    + $"{(item.Data is { } data && data.TryGetProperty("callId", out var call) ? call.GetString() : null)}")
        .Order(StringComparer.Ordinal);
}
