using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Models;
using DurableTeams.Services;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Bench;

/// <summary>
/// The inbox with 10,000 runs that wait for a person, over HTTP: its pages, its counts, and one run from its decision to its end.
/// </summary>
internal static class Inbox
{
    public const string Tool = "send";

    private const int Pending = 10_000;
    private const int AtATime = 200;
    private const int Samples = 500;

    public static async Task RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("durableteams-inbox-");
        try
        {
            await using var host = await StartAsync(data.FullName);
            await MeasureAsync(host);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Leaves a data directory in which 10,000 runs wait for a person.</summary>
    public static async Task FillAsync(string data)
    {
        await using var host = await StartAsync(data);
        await FillAsync(host);
    }

    private static Task<EmbeddedHost> StartAsync(string data) => EmbeddedHost.StartAsync(new HostSettings
    {
        TeamsDirectory = "",
        DataDirectory = data,
        Address = new ListenAddress(IPAddress.Loopback, 0, "127.0.0.1"),
        Teams = [TeamHash.Pin(Team)],
        ConfigureServices = services => services.AddSingleton<IChatClients>(new InboxModels())
            .AddDurableTeams(teams => teams.AddTool(AIFunctionFactory.Create((string text) => $"sent {text}", Tool, "Sends"))),
    });

    private static Task FillAsync(EmbeddedHost host)
    {
        var left = Pending;
        return Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await PauseOneAsync(host);
        })));
    }

    private static async Task MeasureAsync(EmbeddedHost host)
    {
        var started = Stopwatch.GetTimestamp();
        await FillAsync(host);
        var filling = Stopwatch.GetElapsedTime(started).TotalSeconds;

        using var http = new HttpClient { BaseAddress = new Uri(host.Url + "/api/") };
        var table = new BenchTable($"Inbox: {Pending} pending, over HTTP, one request at a time", "", "p50 ms", "p99 ms");
        foreach (var path in new[]
        {
            "approvals",
            "approvals?status=pending",
            "approvals?status=pending&limit=50",
            "approvals?status=pending&teamId=inbox&memberId=sender",
            "approvals/counts",
            // The dashboard's pages, as a browser gets them.
            "/",
            "/runs",
        })
        {
            await SampleAsync(() => http.GetStringAsync(path));
            Row(table, "GET " + path, await SampleAsync(() => http.GetStringAsync(path)));
        }

        var waiting = new Queue<(string Run, string Requirement)>(await WaitingAsync(http));
        Row(table, "resolve, to the run's end", await SampleAsync(() => ResumeAsync(host, http, waiting.Dequeue())));
        Console.WriteLine(table);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Pending} runs started and paused in {filling:0.0} s"));
    }

    private static async Task PauseOneAsync(EmbeddedHost host)
    {
        var runs = host.Services.GetRequiredService<RunService>();
        var run = await runs.StartAsync(Team.Id, new StartRunRequest("Go", null, null, null), null, null, host.Client);
        run = await runs.WaitAsync(run, TimeSpan.FromMinutes(2));
        if (run.Status != RunStatus.Paused) throw new InvalidOperationException($"The run is {run.Status}: {run.Error?.Message}");
    }

    private static async Task<List<(string Run, string Requirement)>> WaitingAsync(HttpClient http)
    {
        var waiting = new List<(string, string)>();
        var cursor = "";
        while (waiting.Count < Samples)
        {
            var page = await http.GetFromJsonAsync<JsonElement>("approvals?status=pending&limit=50" + cursor);
            waiting.AddRange(page.GetProperty("items").EnumerateArray()
                .Select(asked => (asked.GetProperty("runId").GetString()!, asked.GetProperty("requirementId").GetString()!)));
            cursor = "&cursor=" + Uri.EscapeDataString(page.GetProperty("cursor").GetString()!);
        }

        return waiting;
    }

    private static async Task ResumeAsync(EmbeddedHost host, HttpClient http, (string Run, string Requirement) waiting)
    {
        (await http.PostAsJsonAsync(
            $"approvals/{waiting.Requirement}/resolve", new { decision = "approve", by = "bench" })).EnsureSuccessStatusCode();
        var runs = host.Services.GetRequiredService<RunService>();
        var run = await runs.WaitAsync(await runs.GetAsync(waiting.Run), TimeSpan.FromMinutes(1));
        if (run.Status != RunStatus.Completed)
            throw new InvalidOperationException($"The run is {run.Status}: {run.Error?.Message}");
    }

    private static async Task<double[]> SampleAsync(Func<Task> act)
    {
        var samples = new double[Samples];
        for (var i = 0; i < samples.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await act();
            samples[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return samples;
    }

    private static void Row(BenchTable table, string name, double[] samples) =>
        table.Row(name, Ms(Team3Disk.Percentile(samples, 50)), Ms(Team3Disk.Percentile(samples, 99)));

    private static string Ms(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static TeamDefinition Team { get; } = new()
    {
        Id = "inbox",
        Name = "Inbox",
        Mode = TeamMode.Sequential,
        Models = { ["instant"] = new ModelDefinition { Provider = "scripted" } },
        History = new HistoryDefinition { Scope = HistoryScope.None },
        Members = [new MemberDefinition { Id = "sender", Role = "Sends", Model = "instant", Tools = [Tool] }],
        Tools = { [Tool] = new ToolDefinition { Approval = ApprovalKind.Confirmation } },
    };
}
