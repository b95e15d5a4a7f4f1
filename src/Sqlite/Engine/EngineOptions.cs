using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace DurableTeams.Sqlite.Engine;

/// <summary>The options of the engine.</summary>
internal sealed record EngineOptions
{
    /// <summary>The most activities that run at a time.</summary>
    public int MaxConcurrentActivities { get; init; } = 256;

    /// <summary>
    /// Activities that only write to the store. They run inside the orchestration's own turn, without a commit of their own,
    /// and must complete synchronously. Names ignore case.
    /// </summary>
    public IReadOnlySet<string> InlineActivities { get; init; } = new HashSet<string>();

    /// <summary>The most instances in memory between their events, besides those that wait for an activity.</summary>
    public int MaxLiveInstances { get; init; } = 2_000;

    /// <summary>How long an instance that waits stays in memory.</summary>
    public TimeSpan IdleEviction { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long stopping waits for the activities that run.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Writes payloads.</summary>
    public DataConverter Converter { get; init; } = JsonDataConverter.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
