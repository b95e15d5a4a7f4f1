using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Models;
using DurableTeams.Models.Scripted;
using DurableTeams.Sqlite.Database;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Engine.Client;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Replay;

/// <summary>
/// The whole host in this process with the reference teams: scripted models (one provider fails an agent's first call) and two
/// tools.
/// </summary>
internal sealed class ReferenceHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http;
    private readonly EmbeddedHost _host;

    private ReferenceHost(string data, EmbeddedHost host)
    {
        Data = data;
        _host = host;
        _http = new HttpClient { BaseAddress = new Uri(host.Url + "/api/"), Timeout = Patience };
    }

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    public static async Task<ReferenceHost> StartAsync(string data)
    {
        ReferenceHost? started = null;
        var host = await EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = "",
            DataDirectory = data,
            Address = new ListenAddress(System.Net.IPAddress.Loopback, 0, "127.0.0.1"),
            LogLevel = LogLevel.Critical,
            Teams = [.. ReferenceRun.All.SelectMany(run => Pin(run.Team))],
            ConfigureServices = services =>
            {
                services.AddSingleton<IChatClientFactory>(new FirstCallFails("flaky", _ => true));
                services.AddSingleton<IChatClientFactory>(new FirstCallFails("broken", agent => agent == "again"));
                services.AddDurableTeams(made => made
                    .AddTool(AIFunctionFactory.Create(() => "sent", "send", "Sends it"))
                    .AddTool(
                        AIFunctionFactory.Create(() => started!._released.Task, "hang", "Does not answer while the host runs")));
            },
        });
        return started = new ReferenceHost(data, host);
    }

    /// <summary>Starts a run and waits until it has ended or waits for a person.</summary>
    public async Task<string> RunToRestAsync(ReferenceRun run, string? sessionId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"teams/{run.Name}/runs")
        {
            Content = JsonContent.Create(new { message = "Do it.", sessionId }),
        };
        request.Headers.Add("Prefer", "wait=60");
        using var response = await _http.SendAsync(request);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId")
            .GetString()!;
    }

    /// <summary>Decides the one question of a run.</summary>
    public async Task DecideAsync(string runId, string decision)
    {
        var inbox = await _http.GetFromJsonAsync<JsonElement>($"approvals?status=pending&runId={runId}");
        var requirement = Assert.Single(inbox.GetProperty("items").EnumerateArray()).GetProperty("requirementId").GetString();
        using var response = await _http.PostAsJsonAsync($"approvals/{requirement}/resolve", new { decision });
        response.EnsureSuccessStatusCode();
    }

    public async Task CancelAsync(string runId)
    {
        using var response = await _http.PostAsJsonAsync($"runs/{runId}/cancel", new { reason = "changed my mind" });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Lets a failed run go on, once its orchestration has ended.</summary>
    public async Task RetryAsync(string runId)
    {
        await EndAsync(runId);
        using var response = await _http.PostAsync($"runs/{runId}/retry", null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the run's orchestration has ended.</summary>
    public async Task EndAsync(string runId)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _host.Client.WaitForInstanceCompletionAsync(runId, patience.Token);
    }

    public async Task<string> StatusAsync(string runId) =>
        (await _http.GetFromJsonAsync<JsonElement>($"runs/{runId}")).GetProperty("status").GetString()!;

    /// <summary>What <c>history RUN_ID</c> writes.</summary>
    public string Export(string runId)
    {
        using var readers = new ReaderPool(Path.Combine(Data, EmbeddedDatabase.FileName));
        return readers.Read(session => HistoryExport.ExportRun(session, runId))!;
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private static IEnumerable<PinnedTeam> Pin(TeamDefinition team)
    {
        var nested = team.Nested.ToDictionary(inner => inner.Id, TeamHash.Pin);
        return nested.Values.Append(TeamHash.Pin(team with
        {
            Members =
            [
                .. team.Members.Select(member => member.Team is { } inner ? member with
                {
                    TeamVersion = nested[inner].Version
                } : member)
            ],
        }));
    }

    /// <summary>The scripted models behind a provider that is overloaded when certain agents first call.</summary>
    private sealed class FirstCallFails(string provider, Func<string, bool> agents) : IChatClientFactory
    {
        private readonly ConcurrentDictionary<string, bool> _seen = new();

        public string Provider => provider;

        public IChatClient Create(ModelDefinition model) =>
            new Client(agent => agents(agent) && _seen.TryAdd(agent, true), new ScriptedChatClient(model));

        private sealed class Client(Func<string, bool> fails, IChatClient inner) : DelegatingChatClient(inner)
        {
            public override Task<ChatResponse> GetResponseAsync(
                IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
                fails((string)options!.AdditionalProperties![ChatRequestProperties.Agent]!)
                    ? throw new ModelException("overloaded", transient: true, 503)
                    : base.GetResponseAsync(messages, options, cancellationToken);

            public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
                IEnumerable<ChatMessage> messages,
                ChatOptions? options = null,
                [EnumeratorCancellation] CancellationToken cancellationToken = default)
            {
                var response = await GetResponseAsync(messages, options, cancellationToken);
                foreach (var update in response.ToChatResponseUpdates()) yield return update;
            }
        }
    }
}
