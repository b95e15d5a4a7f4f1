using System.Net;
using Azure.Core;
using DurableTeams.AzureTables.RunStore;
using DurableTeams.Azurite;
using DurableTeams.Definitions;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Services;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Functions.Tests;

/// <summary>The embedded host in this process: its engine on SQLite, its runs in tables.</summary>
internal sealed class TablesHost(
    AzuriteServer azurite, PinnedTeam team, Action<IServiceCollection> services, TimeProvider? time = null) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-tables-");
    private readonly string _prefix = "T" + Guid.NewGuid().ToString("N");
    private EmbeddedHost? _host;

    /// <summary>What the storage was asked.</summary>
    public RequestCounter Requests { get; } = new();

    /// <summary>The store.</summary>
    public IRunStore Store => _host!.Services.GetRequiredService<IRunStore>();

    /// <summary>Starts, or starts again over what is there.</summary>
    public async Task StartAsync()
    {
        await StopAsync();
        _host = await EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = "",
            DataDirectory = _data.FullName,
            Address = new ListenAddress(IPAddress.Loopback, 0, "127.0.0.1"),
            Teams = [team],
            Tables = new TableRunStoreOptions
            {
                ConnectionString = azurite.ConnectionString,
                TablePrefix = _prefix,
                Time = time ?? TimeProvider.System,
                Configure = options => options.AddPolicy(Requests, HttpPipelinePosition.PerRetry),
            },
            ConfigureServices = services,
        });
    }

    /// <summary>Starts a run.</summary>
    public Task<RunRecord> RunAsync(string message) =>
        _host!.Services.GetRequiredService<RunService>()
            .StartAsync(team.Definition.Id, new StartRunRequest(message, null, null, null), null, null, _host.Client);

    /// <summary>Decides a requirement.</summary>
    public async Task ApproveAsync(string requirementId)
    {
        using var http = new HttpClient();
        using var body = new StringContent(
            """{"decision":"approve","by":"ada"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{_host!.Url}/api/approvals/{requirementId}/resolve"), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the run has this status.</summary>
    public async Task<RunRecord> UntilAsync(string runId, RunStatus status)
    {
        using var deadline = new CancellationTokenSource(Patience);
        for (var seen = 0L; ; )
        {
            var run = (await Store.FindRunAsync(runId, deadline.Token))!;
            if (run.Status == status) return run;
            Assert.False(run.Status.IsFinal(), $"The run is {run.Status}: {run.Error?.Message}");
            Assert.False(deadline.IsCancellationRequested, $"The run is still {run.Status}.");
            await Store.WaitForEventAsync(runId, seen, Patience, deadline.Token);
            if (await Store.ListEventsAsync(runId, seen, 1_000, deadline.Token) is { Count: > 0 } events)
                seen = events[^1].Sequence;
        }
    }

    /// <summary>Waits until the engine is done with the run, without asking the storage.</summary>
    public async Task EndedAsync(string runId)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var ended = await _host!.Client.WaitForInstanceCompletionAsync(runId, deadline.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Delete(recursive: true);
    }

    private async Task StopAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _host = null;
    }
}
