using System.Text.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Work;

namespace DurableTeams.Services.Work;

/// <summary>Makes the views of work that clients read.</summary>
public sealed class WorkViews(IRunStore store)
{
    private const int MaxLeased = 1_000;

    /// <summary>The queues: what waits, and who has what; at most a thousand leases.</summary>
    public async Task<QueuesView> QueuesAsync(CancellationToken cancellationToken = default)
    {
        var waiting = (await store.ListQueuesAsync(cancellationToken)).ToDictionary(queue => queue.Queue, StringComparer.Ordinal);
        var leased = (await store.ListLeasedWorkAsync(MaxLeased, cancellationToken)).ToLookup(work => work.Queue);
        var orphans = await store.CountOrphansAsync(cancellationToken);
        var names = waiting.Keys.Concat(leased.Select(queue => queue.Key).OfType<string>()).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        List<QueueView> items =
        [
            .. names.Select(name => new QueueView(
                name, waiting.GetValueOrDefault(name)?.Waiting ?? 0, waiting.GetValueOrDefault(name)?.Oldest,
                [.. leased[name].OrderBy(work => work.Since).Select(Of)])),
        ];
        // Work that was sent to addresses is in no queue.
        if (leased[null].Any()) items.Add(new QueueView(null, 0, null, [.. leased[null].OrderBy(work => work.Since).Select(Of)]));
        return new QueuesView(items, orphans);
    }

    /// <summary>A question, as its worker sees it.</summary>
    public static WorkAnswerView Of(RequirementRecord asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return new WorkAnswerView(
            asked.RequirementId, asked.Work?.AskId, asked.Status, asked.Decision, asked.Note, asked.ResolvedBy,
            asked.EditedArguments ?? asked.Tool.Arguments, asked.Values, asked.Result, asked.ResultError);
    }

    private static LeaseView Of(WorkRecord work) => new(
        work.WorkId, work.RunId, work.MemberRunId, work.MemberId, work.Worker, work.Attempt, work.Since, work.Due);
}

/// <summary>All queues.</summary>
/// <param name="Items">The queues with work.</param>
/// <param name="Orphans">How many batches of events of unknown work are kept.</param>
public sealed record QueuesView(IReadOnlyList<QueueView> Items, int Orphans);

/// <summary>A queue.</summary>
/// <param name="Queue">Its name; null for work that is sent to addresses.</param>
/// <param name="Waiting">How many pieces of work wait.</param>
/// <param name="OldestWaitingAt">Since when the first of them waits.</param>
/// <param name="Leased">Who has what, the longest first.</param>
public sealed record QueueView(string? Queue, int Waiting, DateTimeOffset? OldestWaitingAt, IReadOnlyList<LeaseView> Leased);

/// <summary>A lease.</summary>
public sealed record LeaseView(
    string WorkId, string RunId, string MemberRunId, string MemberId, string? Worker, int Attempt, DateTimeOffset? Since,
    DateTimeOffset? Deadline);

/// <summary>What a worker asked, and what a person decided.</summary>
public sealed record WorkAnswerView(
    string RequirementId, string? Id, RequirementStatus Status, string? Decision, string? Note, string? By, JsonElement Arguments,
    JsonElement? Values, JsonElement? Result, string? Error);
