using System.Globalization;
using System.Text.Json;
using DurableTeams.Worker.Calls;

namespace DurableTeams.Worker;

/// <summary>
/// The calls of a worker, one by one. <see cref="RemoteMember"/> makes them for you. Each call is repeated until the host
/// answers: a host that is away, that restarts or is too busy, is waited for until the token is cancelled. Repeating is safe: the
/// host records an event, a question and a completion once.
/// </summary>
public sealed class WorkClient : IDisposable
{
    private const int MostEvents = 100;
    // The host takes a body of a mebibyte.
    private const int MostBytes = 900 * 1024;
    private readonly PatientCaller _caller;

    /// <summary>Makes a client; it connects with the first call.</summary>
    /// <exception cref="ArgumentException">The server's address is not <c>http://…</c> or <c>https://…</c>.</exception>
    public WorkClient(WorkClientOptions? options = null) => _caller = new PatientCaller(options ?? new());

    /// <summary>The host's address, without <c>/api</c>.</summary>
    public Uri Server => _caller.Server;

    /// <summary>Leases a piece of work.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="worker">The worker's name.</param>
    /// <param name="wait">How long to wait for work, at most 30 s, in whole seconds.</param>
    /// <param name="ownSpans">Whether the worker exports spans of its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The work; null where none came in time.</returns>
    /// <exception cref="WorkRefusedException">The host refuses, and would again.</exception>
    public async Task<WorkLease?> LeaseAsync(
        string queue, string worker, TimeSpan wait, bool ownSpans, CancellationToken cancellationToken = default)
    {
        var body = new { worker, wait = Math.Clamp((int)wait.TotalSeconds, 0, 30), spans = ownSpans ? "mine" : null };
        var answer = await _caller.PostAsync<WorkLease>(
            $"work/{Uri.EscapeDataString(queue)}/lease", body, wait, cancellationToken);
        return answer.Value is { } lease ? lease with { Length = answer.Until(lease.Deadline) ?? TimeSpan.FromMinutes(1) } : null;
    }

    /// <summary>Says that the worker still works, which extends the lease.</summary>
    /// <exception cref="WorkRefusedException">The work is no longer the worker's.</exception>
    public async Task<WorkPulse> HeartbeatAsync(string workId, string token, CancellationToken cancellationToken = default)
    {
        var answer = await _caller.PostAsync<Pulse>(Path(workId, "heartbeat"), new { token }, TimeSpan.Zero, cancellationToken);
        return new WorkPulse(answer.Value?.Cancelled ?? false, answer.Until(answer.Value?.Deadline));
    }

    /// <summary>Reports events, in batches of at most 100, and of less than a mebibyte.</summary>
    /// <exception cref="WorkRefusedException">
    /// The work is no longer the worker's, or an event is not as it must be, or there are too many (<c>tooManyEvents</c>).
    /// </exception>
    public async Task<WorkReceipt> ReportAsync(
        string workId, string token, IEnumerable<WorkEvent> events, bool ownSpans = false,
        CancellationToken cancellationToken = default)
    {
        var (recorded, known) = (0, 0);
        foreach (var batch in Batches(events.Select(PatientCaller.ToJson)))
        {
            var body = new { token, spans = ownSpans ? "mine" : null, events = batch };
            var answer = await _caller.PostAsync<WorkReceipt>(Path(workId, "events"), body, TimeSpan.Zero, cancellationToken);
            recorded += answer.Value?.Recorded ?? 0;
            known += answer.Value?.Known ?? 0;
        }

        return new WorkReceipt(recorded, known);
    }

    /// <summary>Asks a person, and waits for the decision for as long as it takes.</summary>
    /// <exception cref="WorkRefusedException">The work is no longer the worker's, or the question is not as it must
    /// be.</exception>
    public async Task<WorkDecision> AskAsync(
        string workId, string token, WorkQuestion question, CancellationToken cancellationToken = default)
    {
        var body = new { token, question.Id, question.Kind, question.Tool, question.InputFields, question.Note };
        var decision = (await _caller.PostAsync<WorkDecision>(
            Path(workId, "ask"), body, TimeSpan.Zero, cancellationToken)).Value!;
        var wait = TimeSpan.FromSeconds(30);
        var path = Path(workId, $"ask/{Uri.EscapeDataString(question.Id)}")
            + string.Create(CultureInfo.InvariantCulture, $"?wait={wait.TotalSeconds:0}");
        while (decision.IsPending)
            decision = (await _caller.GetAsync<WorkDecision>(path, token, wait, cancellationToken)).Value!;
        return decision;
    }

    /// <summary>Ends the work.</summary>
    /// <exception cref="WorkRefusedException">
    /// The work is no longer the worker's, another completion came before (<c>alreadyCompleted</c>), or the output does not fit
    /// the form that is asked for (<c>invalidOutput</c>: complete again). The same completion again is no error.
    /// </exception>
    public Task CompleteAsync(string workId, string token, WorkResult result, CancellationToken cancellationToken = default)
    {
        object body = result.Error is { } error ? new { token, error } : new { token, output = result.Output };
        return _caller.PostAsync<object>(Path(workId, "complete"), body, TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();

    private static IEnumerable<List<JsonElement>> Batches(IEnumerable<JsonElement> events)
    {
        var (batch, size) = (new List<JsonElement>(), 0L);
        foreach (var item in events)
        {
            // A character is three bytes at most.
            var length = 3L * item.GetRawText().Length;
            if (batch.Count > 0 && (batch.Count == MostEvents || size + length > MostBytes))
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.Add(item);
            size += length;
        }

        if (batch.Count > 0) yield return batch;
    }

    private static string Path(string workId, string call) => $"work/{Uri.EscapeDataString(workId)}/{call}";

    private sealed record Pulse(DateTimeOffset? Deadline, bool Cancelled);
}

/// <summary>The answer to a heartbeat.</summary>
/// <param name="Cancelled">Whether nobody needs the work any more.</param>
/// <param name="Length">How long the lease is from now on, by the host's clock; null where it does not end by itself now.</param>
public sealed record WorkPulse(bool Cancelled, TimeSpan? Length);
