using DurableTeams.Sqlite.Engine;
using DurableTeams.Sqlite.Hosting;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Embedded.Tests.Api;

/// <summary>An engine that runs nothing, so that a test alone decides what becomes of a run.</summary>
internal sealed class IdleEngine(RecordingClient client) : ISqliteTeamEngine
{
    public DurableTaskClient Client => client;

    public IdleForecast Outlook { get; set; } = new(0, null, []);

    public bool Stopped { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Stopped = true;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
