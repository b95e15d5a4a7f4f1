using System.Collections.Concurrent;
using System.Diagnostics;
using DurableTeams.Storage;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableTeams.Functions.Tests.Telemetry;

/// <summary>A program with exporters of its own: it listens to the source, and needs no package of ours for that.</summary>
public sealed class OwnListenerTests
{
    [Fact]
    public async Task Spans_ListenerThatComesAfterTheStart_ReceivesThoseOfARunOnce()
    {
        var data = Directory.CreateTempSubdirectory("durableteams-listener-");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddDurableTeams(teams => teams.UseSqlite(data.FullName).AddTeam(OpenTelemetryTests.Team));
        using var host = builder.Build();
        await host.StartAsync();
        var (trace, runId) = (Guid.NewGuid().ToString("N"), "r" + Guid.NewGuid().ToString("N")[..20]);
        var ended = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DurableTeams",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == trace) ended.Enqueue(span.SpanId.ToHexString());
            },
        };
        ActivitySource.AddActivityListener(listener);

        var (store, now) = (host.Services.GetRequiredService<IRunStore>(), DateTimeOffset.UtcNow);
        await store.CreateRunAsync(OpenTelemetryTests.Run(runId, trace, now), null);
        await store.CommitAsync(new RunChange(runId, now)
        {
            Run = new StatusPatch(RunStatus.Running),
            Events = [new RunEventDraft("started", RunEventTypes.RunStarted)],
        });
        await store.CommitAsync(new RunChange(runId, now.AddSeconds(1))
        {
            Run = new StatusPatch(RunStatus.Cancelled),
            Events = [new RunEventDraft("ended", RunEventTypes.RunCancelled)],
        });

        await Wait.UntilAsync("the run's span has ended", () => ended.Contains(SpanIds.Agent(runId)));
        await host.StopAsync();
        Assert.Single(ended, id => id == SpanIds.Agent(runId));
        host.Dispose();
        data.Delete(recursive: true);
    }
}
