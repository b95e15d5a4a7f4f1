using System.Diagnostics;
using DurableTeams.Telemetry.Export;
using OpenTelemetry;

namespace DurableTeams.OpenTelemetry;

/// <summary>
/// Hands the spans of runs to an exporter on request, and returns whether the exporter accepted them. The SDK's own processors do
/// not: a span that they fail to export is lost, and it is not known which one.
/// </summary>
internal sealed class AcknowledgedExport(BaseExporter<Activity> exporter) : BaseExportProcessor<Activity>(exporter), ISpanDelivery
{
    private readonly Lock _gate = new();
    private List<Activity> _ended = [];

    public override void OnEnd(Activity data)
    {
        if (data.Recorded && data.Source.Name == SpanSource.Name) OnExport(data);
    }

    public async Task<bool> DeliverAsync()
    {
        List<Activity> ended;
        lock (_gate) (ended, _ended) = (_ended, []);
        if (ended.Count == 0) return true;
        // Exporters block: a collector that does not answer must not hold a thread that runs need.
        return await Task.Factory.StartNew(
            Export, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) == ExportResult.Success;

        ExportResult Export()
        {
            using var batch = new Batch<Activity>([.. ended], ended.Count);
            return exporter.Export(batch);
        }
    }

    protected override void OnExport(Activity data)
    {
        lock (_gate) _ended.Add(data);
    }
}
