using DurableTeams.Sqlite.Engine.Activities;
using DurableTeams.Sqlite.RunStore.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace DurableTeams.Sqlite.Engine;

/// <summary>How the engine works.</summary>
internal sealed record EngineOptions
{
    /// <summary>How many activities run at a time.</summary>
    public int MaxConcurrentActivities { get; init; } = 256;

    /// <summary>
    /// Activities that only write to the store: run inside the orchestration's own turn, where they cost no commit. They
    /// must complete synchronously. Names ignore case.
    /// </summary>
    public IReadOnlySet<string> InlineActivities { get; init; } = new HashSet<string>();

    /// <summary>How many instances stay in memory between their events, beyond those that wait for an activity.</summary>
    public int MaxLiveInstances { get; init; } = 2_000;

    /// <summary>How long an instance that waits stays in memory.</summary>
    public TimeSpan IdleEviction { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long stopping waits for the activities that run.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How payloads are written.</summary>
    public DataConverter Converter { get; init; } = JsonDataConverter.Default;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
