using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Embedded.Display;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Client;

/// <summary>Follows a run to its end, also when its host dies and starts again in between.</summary>
internal sealed class RunFollower(HostTalk talk, string runId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Writes each event as it happens, then how the run ended.</summary>
    /// <returns>The exit code that says how the run ended.</returns>
    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        var text = new EventText(talk.Paint, talk.Command);
        var run = await GetAsync(cancellationToken);
        await foreach (var item in EventsAsync(talk.Json ? null : "outputs", cancellationToken))
        {
            if (talk.Json)
            {
                await talk.SayAsync(item);
                continue;
            }

            if (EventLine.Of(item) is not { } line) continue;
            if (IsEnd(line.Type)) run = await GetAsync(cancellationToken);
            if (text.Of(line, Facts(run), showRun: false) is { } told) await talk.SayAsync(told);
        }

        return await talk.RunAsync(await GetAsync(cancellationToken));
    }

    /// <summary>Waits until the run ends or a person has to decide, and writes how it stands.</summary>
    public async Task<int> WaitAsync(JsonElement run, CancellationToken cancellationToken)
    {
        await using var events = EventsAsync("none", cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (run.Text("status") is "pending" or "running" && await events.MoveNextAsync())
        {
            var type = events.Current.Text("type");
            if (type == RunEventTypes.RunPaused || IsEnd(type)) run = await GetAsync(cancellationToken);
        }

        if (run.Text("status") is "pending" or "running") run = await GetAsync(cancellationToken);
        return await talk.RunAsync(run);
    }

    private static bool IsEnd(string type) =>
        type is RunEventTypes.RunCompleted or RunEventTypes.RunFailed or RunEventTypes.RunCancelled;

    private static RunFacts Facts(JsonElement run) => new(
        run.Text("teamId"), run.Text("input"), run.Time("completedAt") - run.Time("createdAt"),
        run.Member("usage").Number("inputTokens") + run.Member("usage").Number("outputTokens"));

    private Task<JsonElement> GetAsync(CancellationToken cancellationToken) =>
        talk.Client.GetAsync($"runs/{Uri.EscapeDataString(runId)}", cancellationToken);

    /// <summary>The events to the end of the run, over as many connections as it takes.</summary>
    private async IAsyncEnumerable<JsonElement> EventsAsync(
        string? include, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, lost) = (0L, (DateTimeOffset?)null);
        while (true)
        {
            var ended = false;
            await using var events = talk.Client.EventsAsync(runId, last, include, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync()) break;
                }
                catch (HostCallException away) when (away.ExitCode == ExitCodes.NotReachable)
                {
                    if (lost is null) await Console.Error.WriteLineAsync($"{talk.Client.Server} is away; waiting for it.");
                    lost ??= DateTimeOffset.UtcNow;
                    if (DateTimeOffset.UtcNow - lost > Patience) throw;
                    await Task.Delay(Pause, cancellationToken);
                    break;
                }

                lost = null;
                var item = events.Current;
                last = item.Number("sequence") ?? last;
                ended = IsEnd(item.Text("type"));
                yield return item;
            }

            // The stream of a run that ended, ends.
            if (ended || (lost is null && await HasEndedAsync(cancellationToken))) yield break;
        }
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken)).Text("status") is "completed" or "failed" or "cancelled";
}
