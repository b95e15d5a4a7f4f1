using System.Collections.Concurrent;
using System.Text;
using DurableTeams.Testing.Servers;
using DurableTeams.Testing.Waiting;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Testing.Telemetry;

/// <summary>An OpenTelemetry collector: takes traces and measurements by OTLP over HTTP and keeps all it is sent.</summary>
public sealed class Collector(int port = 0) : LoopbackServer(port)
{
    private readonly ConcurrentQueue<ExportedSpan> _spans = new();
    private readonly ConcurrentQueue<string> _measurements = new();
    private int _requests;

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 200;

    /// <summary>How often it was called, refused calls too.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>All it was sent and took, in the order of arrival.</summary>
    public IReadOnlyList<ExportedSpan> Spans => [.. _spans];

    public IReadOnlyList<ExportedSpan> OfRun(string runId) => [.. Spans.Where(span => span["durableteams.run.id"] == runId)];

    /// <summary>Whether a text is in the measurements it was sent: a name, or the value of an attribute.</summary>
    public bool IsMeasured(string text) => _measurements.Any(sent => sent.Contains(text, StringComparison.Ordinal));

    /// <summary>The spans of a run once its own is among them, which ends last.</summary>
    public async Task<IReadOnlyList<ExportedSpan>> WholeAsync(string runId, int roots = 1)
    {
        await Wait.UntilAsync($"the spans of run {runId} are exported", () => OfRun(runId).Count(IsRoot) >= roots);
        return OfRun(runId);
    }

    /// <summary>Whether it is a run's own span, and no member's.</summary>
    public static bool IsRoot(ExportedSpan span) =>
        span["gen_ai.operation.name"] == "invoke_agent" && span["durableteams.member_run.id"] is null;

    public override string ToString() => string.Join(Environment.NewLine, Spans);

    protected override void BeforeStop()
    {
        // It holds nothing.
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var signal = HttpMethods.IsPost(context.Request.Method) ? context.Request.Path.Value : null;
        context.Response.StatusCode = signal is "/v1/traces" or "/v1/metrics" ? Status : 404;
        if (context.Response.StatusCode != 200) return;
        if (signal == "/v1/metrics")
        {
            _measurements.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
            return;
        }

        foreach (var span in ExportedSpan.Read(body.ToArray())) _spans.Enqueue(span);
    }
}
