using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Testing.Engines;

/// <summary>A client of an engine that runs nothing: it remembers what it was told, and may refuse.</summary>
public sealed class RecordingClient() : DurableTaskClient("recording")
{
    /// <summary>The orchestrations to start, in order.</summary>
    public ConcurrentQueue<(string InstanceId, object? Input)> Scheduled { get; } = new();

    /// <summary>The events to raise, in order.</summary>
    public ConcurrentQueue<(string InstanceId, string EventName, object? Payload)> Raised { get; } = new();

    /// <summary>The instances to purge, in order.</summary>
    public ConcurrentQueue<string> Purged { get; } = new();

    /// <summary>Thrown by every call while it is set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Instances that every call about fails.</summary>
    public HashSet<string> Broken { get; } = [];

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var id = options!.InstanceId!;
        if (FailureOf(id) is { } failure) return Task.FromException<string>(failure);
        Scheduled.Enqueue((id, input));
        return Task.FromResult(id);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        if (FailureOf(instanceId) is { } failure) return Task.FromException(failure);
        Raised.Enqueue((instanceId, eventName, eventPayload));
        return Task.CompletedTask;
    }

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (FailureOf(instanceId) is { } failure) return Task.FromException<PurgeResult>(failure);
        Purged.Enqueue(instanceId);
        return Task.FromResult(new PurgeResult(1));
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult<OrchestrationMetadata?>(null);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Exception? FailureOf(string instanceId) =>
        Failure ?? (Broken.Contains(instanceId) ? new InvalidOperationException("broken") : null);
}
