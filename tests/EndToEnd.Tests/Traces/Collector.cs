using System.Collections.Concurrent;
using DurableTeams.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>An OpenTelemetry collector: takes traces by OTLP over HTTP and keeps every span it is sent.</summary>
public sealed class Collector(int port = 0) : LoopbackServer(port)
{
    private readonly ConcurrentQueue<ExportedSpan> spans = new();
    private int requests;

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 200;

    /// <summary>How often it was called, refused calls too.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>All it was sent and took, in the order of arrival.</summary>
    public IReadOnlyList<ExportedSpan> Spans => [.. spans];

    public IReadOnlyList<ExportedSpan> OfRun(string runId) => [.. Spans.Where(span => span["durableteams.run.id"] == runId)];

    /// <summary>The spans of a run once its own is among them, which ends last.</summary>
    public async Task<IReadOnlyList<ExportedSpan>> WholeAsync(string runId, int roots = 1)
    {
        await Wait.UntilAsync($"the spans of run {runId} are exported", () => OfRun(runId).Count(IsRoot) >= roots);
        return OfRun(runId);
    }

    /// <summary>Whether it is a run's own span, and no member's.</summary>
    public static bool IsRoot(ExportedSpan span) => span["gen_ai.operation.name"] == "invoke_agent" && span["durableteams.member_run.id"] is null;

    public override string ToString() => string.Join(Environment.NewLine, Spans);

    protected override void BeforeStop()
    {
        // It holds nothing.
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.StatusCode = context.Request.Path == "/v1/traces" && HttpMethods.IsPost(context.Request.Method) ? Status : 404;
        if (context.Response.StatusCode != 200) return;
        foreach (var span in ExportedSpan.Read(body.ToArray())) spans.Enqueue(span);
    }
}
