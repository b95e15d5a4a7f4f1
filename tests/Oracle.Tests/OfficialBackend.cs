using System.Net;
using System.Net.Sockets;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Conformance.Tests;

/// <summary>Microsoft.DurableTask.InProcessTestHost: the official worker and client on a store in memory.</summary>
internal sealed class OfficialBackend : IConformanceBackend
{
    private DurableTaskTestHost? _host;

    public async Task<DurableTaskClient> StartAsync(DurableTaskRegistry tasks, TimeProvider time, ILoggerFactory loggers)
    {
        void Add(DurableTaskRegistry registry)
        {
            foreach (var (name, factory) in tasks.GetOrchestrators())
                registry.AddOrchestrator(name, () => factory(NoServices.Instance));
            foreach (var (name, factory) in tasks.GetActivities()) registry.AddActivity(name, factory);
        }

        // Its own choice of a port is a guess that test classes side by side would often make twice.
        for (var left = 5; ; left--)
        {
            try
            {
                _host = await DurableTaskTestHost.StartAsync(
                    Add, new DurableTaskTestHostOptions { Port = FreePort(), LoggerFactory = loggers });
                return _host.Client;
            }
            catch (IOException) when (left > 0)
            {
                // Taken meanwhile.
            }
        }
    }

    public Task CrashAsync() => throw new NotSupportedException();

    public Task StopAsync() => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> HistoryAsync(string instanceId) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
