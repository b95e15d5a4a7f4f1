using System.Diagnostics;
using DurableTeams.Telemetry.Export;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace DurableTeams.OpenTelemetry;

/// <summary>
/// Exports the spans of other sources that the program adds to its setup, in batches as usual. The spans of runs go through
/// <see cref="AcknowledgedExport"/>.
/// </summary>
internal sealed class OtherSpans(BaseExporter<Activity> exporter, BatchExportActivityProcessorOptions options)
    : BatchActivityExportProcessor(
        exporter, options.MaxQueueSize, options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds,
        options.MaxExportBatchSize)
{
    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != SpanSource.Name) base.OnEnd(data);
    }
}
