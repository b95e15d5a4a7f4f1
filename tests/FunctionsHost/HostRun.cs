using System.Diagnostics;
using System.Runtime.InteropServices;
using DurableTeams.FunctionsHost.Durable;
using DurableTeams.FunctionsHost.Http;
using DurableTeams.FunctionsHost.Settings;
using DurableTeams.FunctionsHost.Timers;
using DurableTeams.FunctionsHost.Workers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;

namespace DurableTeams.FunctionsHost;

/// <summary>
/// The host: a worker, the task hub it works for, its HTTP routes and timers. SIGTERM stops it as the real one stops. Left out of
/// the real one: locks of timers among hosts, keys in the storage, webhooks, scaling, entities, workers in other languages.
/// </summary>
internal static class HostRun
{
    private const long MaxBody = 100L * 1024 * 1024;

    public static async Task<int> RunAsync(HostSettings settings)
    {
        using var listener = ListenToActivities();
        using var loggers = LoggerFactory.Create(logging => HostLog.Configure(logging, settings));
        using var supervisor = new Supervisor(settings, new WorkerLog(loggers), loggers);
        using var terminated = new Terminated();
        if (settings.UntilInputEnds) _ = Task.Run(() => EndWithInput(supervisor));
        var invoker = new Invoker(supervisor);
        using var hub = new DurableHub(settings, invoker, loggers);
        using var timers = new TimerTriggers(invoker, loggers);
        using var forwarder = new Forwarder();

        await using var rpc = await StartRpcAsync(supervisor, hub, settings);
        var rpcAddress = new Uri(rpc.Urls.Single());
        var worker = await supervisor.StartAsync(rpcAddress);
        await hub.StartAsync(worker.Functions, rpcAddress);
        timers.Start(worker.Functions);
        await using var http = Build(settings, settings.Url, HttpProtocols.Http1);
        new HttpFront(settings, supervisor, invoker, forwarder, timers, loggers).Map(http, worker.Functions);
        await http.StartAsync();
        Console.WriteLine($"Listening on {http.Urls.Single()}");

        var gaveUp = await Task.WhenAny(terminated.Task, supervisor.GaveUp) == supervisor.GaveUp;
        supervisor.StartNoMore();
        await hub.StopAsync();
        await timers.StopAsync();
        await http.StopAsync();
        await supervisor.StopAsync();
        await rpc.StopAsync(new CancellationToken(canceled: true));
        return gaveUp ? 1 : 0;
    }

    private static async Task<WebApplication> StartRpcAsync(Supervisor supervisor, DurableHub hub, HostSettings settings)
    {
        var app = Build(settings, new Uri("http://127.0.0.1:0"), HttpProtocols.Http2, services =>
        {
            services.AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (null, null));
            services.AddSingleton(supervisor);
            services.AddSingleton<DurableTask.Core.IOrchestrationService>(_ => hub.Service);
            services.AddSingleton<DurableTask.Core.IOrchestrationServiceClient>(_ => hub.Service);
            services.AddSingleton<TaskHubGrpcServer>();
            services.Configure<TaskHubGrpcServerOptions>(options => options.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        });
        app.MapGrpcService<FunctionRpcService>();
        app.MapGrpcService<TaskHubGrpcServer>();
        await app.StartAsync();
        return app;
    }

    private static WebApplication Build(
        HostSettings settings, Uri address, HttpProtocols protocols, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        HostLog.Configure(builder.Logging, settings);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Listen(System.Net.IPAddress.Parse(address.Host), address.Port, listen => listen.Protocols = protocols);
        });
        builder.Services.AddRouting();
        add?.Invoke(builder.Services);
        return builder.Build();
    }

    // Whoever started this one and dies without a word would leave it running for ever.
    private static void EndWithInput(Supervisor supervisor)
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        supervisor.Kill();
        Environment.Exit(3);
    }

    private static ActivityListener ListenToActivities()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Host",
            Sample = (ref ActivityCreationOptions<ActivityContext> one) => one.Parent == default
                || one.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>SIGTERM, once.</summary>
    private sealed class Terminated : IDisposable
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PosixSignalRegistration _registration;

        public Terminated() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _source.TrySetResult();
        });

        public Task Task => _source.Task;

        public void Dispose() => _registration.Dispose();
    }
}
