using DurableTeams.Contracts;
using DurableTeams.Contracts.Callbacks;
using DurableTeams.Errors;
using DurableTeams.Outbound;
using DurableTeams.Runs.Callbacks;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Services;

/// <summary>
/// Addresses that are told how a run stands. Each is an orchestration of its own, which outlives the process and ends with its
/// run.
/// </summary>
public sealed class RunCallbacks
{
    /// <summary>The most addresses of one run.</summary>
    public const int Most = 10;

    private static readonly TimeSpan EndOfCallback = TimeSpan.FromSeconds(10);

    private readonly CallbackSeal _seal;

    internal RunCallbacks(CallbackSeal seal) => _seal = seal;

    /// <summary>Whether addresses can be told: what is sent is signed, and that needs a key.</summary>
    public bool IsPossible => _seal.IsPossible;

    /// <summary>Refuses an address that this host would never call; whether it may is looked at again at each call.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void Check(Uri url, string field)
    {
        ArgumentNullException.ThrowIfNull(url);
        try
        {
            OutboundGuard.Check(url);
        }
        catch (OutboundRefusedException refused)
        {
            throw ApiErrors.InvalidField(field, refused.Message);
        }
    }

    /// <summary>
    /// Has an address told of a run. The same one given again changes nothing, another under its id replaces it.
    /// </summary>
    /// <exception cref="ApiException">409: the run has ended, or has too many.</exception>
    public async Task AddAsync(
        RunRecord run, RunCallback callback, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(callback);
        ArgumentNullException.ThrowIfNull(client);
        var known = await ListAsync(run.RunId, client, cancellationToken);
        if (known.FirstOrDefault(one => one.Id == callback.Id) is { } same)
        {
            if (IsSame(same, callback)) return;
            await RemoveAsync(run.RunId, callback.Id, client, cancellationToken);
        }
        else if (known.Count >= Most)
        {
            throw ApiErrors.Conflict("tooManyCallbacks", $"A run tells at most {Most} addresses; remove one first.");
        }

        var input = new RunCallbackInput(run.RunId, callback.Form, _seal.Close(run.RunId, callback));
        await client.ScheduleNewOrchestrationInstanceAsync(
            TaskNames.Callback, input,
            new StartOrchestrationOptions(RunCallbackIds.Instance(run.RunId, callback.Id)),
            CancellationToken.None);
    }

    /// <summary>The addresses of a run, by id.</summary>
    public async Task<IReadOnlyList<RunCallback>> ListAsync(
        string runId, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        List<RunCallback> found = [];
        await foreach (var instance in Instances(runId, client, inputs: true).WithCancellation(cancellationToken))
        {
            if (instance.ReadInputAs<RunCallbackInput>() is { } input && _seal.Open(runId, input.Sealed) is { } callback)
                found.Add(callback);
        }

        return [.. found.OrderBy(callback => callback.Id, StringComparer.Ordinal)];
    }

    /// <summary>Has an address told no more; one that is not there is none.</summary>
    public static Task RemoveAsync(
        string runId, string callbackId, DurableTaskClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return RemoveInstanceAsync(RunCallbackIds.Instance(runId, callbackId), client, cancellationToken);
    }

    /// <summary>Removes what is kept of the addresses of a run that was deleted.</summary>
    internal static async Task RemoveAllAsync(string runId, DurableTaskClient client)
    {
        List<string> all = [];
        await foreach (var instance in Instances(runId, client, inputs: false)) all.Add(instance.InstanceId);
        foreach (var instance in all) await RemoveInstanceAsync(instance, client, CancellationToken.None);
    }

    /// <summary>Has the addresses of a run told soon, after something that it did not do itself.</summary>
    internal static async Task LookAsync(string runId, DurableTaskClient client)
    {
        try
        {
            await foreach (var instance in Instances(runId, client, inputs: false))
                await client.RaiseEventAsync(instance.InstanceId, RunCallbackOrchestrator.Look, true, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whoever decided has decided. The timer of the callback looks as well, only later.
        }
    }

    private static async Task RemoveInstanceAsync(
        string instanceId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is not { } there) return;
        if (!there.IsCompleted)
        {
            await client.TerminateInstanceAsync(instanceId, null, cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(EndOfCallback);
            await client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: false, patience.Token);
        }

        await client.PurgeInstanceAsync(instanceId, cancellationToken);
    }

    private static bool IsSame(RunCallback one, RunCallback other) =>
        one.Url == other.Url && one.Form == other.Form && one.Headers.SequenceEqual(other.Headers);

    private static AsyncPageable<OrchestrationMetadata> Instances(string runId, DurableTaskClient client, bool inputs) =>
        client.GetAllInstancesAsync(
            new OrchestrationQuery { InstanceIdPrefix = RunCallbackIds.Prefix(runId), FetchInputsAndOutputs = inputs });
}
