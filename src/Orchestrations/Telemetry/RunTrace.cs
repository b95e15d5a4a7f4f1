using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>All spans that a run's events tell of, each once.</summary>
/// <param name="Run">The run.</param>
/// <param name="Spans">The spans, without children; those above come before those below.</param>
/// <param name="LastSequence">The last event that was read: spans with an <see cref="SpanView.EndSequence"/> up to it have
/// ended.</param>
public sealed record RunTrace(RunRecord Run, IReadOnlyList<SpanView> Spans, long LastSequence);
