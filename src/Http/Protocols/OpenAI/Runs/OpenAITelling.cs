using System.Runtime.CompilerServices;
using DurableTeams.Services.Events;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Runs;

/// <summary>Reads a stretch of a run for those who tell it.</summary>
internal sealed class OpenAITelling(IRunStore store, RunStretch stretch, EventDetails details)
{
    /// <summary>How long an answer that is no stream waits for its run.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(200);

    private const int Batch = 100;
    private const EventParts Recorded = EventParts.Text | EventParts.Results | EventParts.Outputs;

    /// <summary>What happened before it.</summary>
    public IAsyncEnumerable<RunEvent> BeforeAsync(OpenAIStretch told, CancellationToken cancellationToken) =>
        stretch.BeforeAsync(told.Run.RunId, told.After, cancellationToken);

    /// <summary>What happens in it, until the run ends or waits.</summary>
    public IAsyncEnumerable<StretchPart> FollowAsync(OpenAIStretch told, bool live, CancellationToken cancellationToken) =>
        stretch.FollowAsync(told.Run.RunId, told.After, live ? EventParts.All : Recorded, cancellationToken);

    /// <summary>What happened in it until now.</summary>
    public async IAsyncEnumerable<RunEvent> SoFarAsync(
        OpenAIStretch told, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = told.After; ;)
        {
            var events = await store.ListEventsAsync(told.Run.RunId, after, Batch, cancellationToken);
            foreach (var item in await details.WithAsync(events, Recorded, cancellationToken)) yield return item;
            if (events.Count < Batch) yield break;
            after = events[^1].Sequence;
        }
    }

    /// <summary>How a run stands, where it has ended or waits; null where it goes on.</summary>
    public async Task<StretchEnd?> StandingAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (run.Status.IsFinal()) return new StretchEnd(run, []);
        if (run.Status != RunStatus.Paused) return null;
        var pending = await stretch.PendingAsync(run.RunId, cancellationToken);
        return pending.Count > 0 ? new StretchEnd(run, pending) : null;
    }

    /// <summary>The requirement that an event is about; null with none.</summary>
    public async Task<RequirementRecord?> AskedAsync(RunEvent item, CancellationToken cancellationToken) =>
        item.Type is RunEventTypes.RequirementCreated or RunEventTypes.RequirementResolved
            && item.Text("requirementId") is { } id
            ? await store.FindRequirementAsync(id, cancellationToken)
            : null;

    /// <summary>The run as it is now.</summary>
    public async Task<RunRecord> NowAsync(RunRecord run, CancellationToken cancellationToken) =>
        await store.FindRunAsync(run.RunId, cancellationToken) ?? run;
}
