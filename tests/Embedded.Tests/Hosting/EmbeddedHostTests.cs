using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>The whole host in this process: real engine, real store, scripted model, a tool that is a .NET function.</summary>
public sealed class EmbeddedHostTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-host-");
    private int _sent;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Start_GatedRunAcrossTwoHosts_CompletesWithOneToolCall()
    {
        string runId;
        await using (var first = await EmbeddedHost.StartAsync(Settings()))
        {
            using var http = Client(first);
            http.DefaultRequestHeaders.Add("Prefer", "wait=60");
            using var response = await http.PostAsJsonAsync("teams/newsroom/runs", new { message = "Send it." });
            var run = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("paused", run.GetProperty("status").GetString());
            runId = run.GetProperty("runId").GetString()!;
        }

        await using var second = await EmbeddedHost.StartAsync(Settings());
        using var client = Client(second);
        var inbox = await client.GetFromJsonAsync<JsonElement>("approvals?status=pending");
        var requirementId = inbox.GetProperty("items")[0].GetProperty("requirementId").GetString();
        using var resolved = await client.PostAsJsonAsync($"approvals/{requirementId}/resolve", new { decision = "approve" });
        Assert.Equal(200, (int)resolved.StatusCode);
        var events = await client.GetStringAsync(new Uri($"runs/{runId}/events", UriKind.Relative));

        Assert.Contains("event: RunCompleted", events, StringComparison.Ordinal);
        var ended = await client.GetFromJsonAsync<JsonElement>($"runs/{runId}");
        Assert.Equal("All sent.", ended.GetProperty("output").GetProperty("text").GetString());
        Assert.Equal("completed", ended.GetProperty("members")[0].GetProperty("tools")[0].GetProperty("status").GetString());
        Assert.Equal(1, _sent);
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoAndReleasesTheData()
    {
        await using var first = await EmbeddedHost.StartAsync(Settings());
        var other = Directory.CreateTempSubdirectory("durableteams-port-");
        try
        {
            Assert.True(ListenAddress.TryParse(first.Url, out var taken, out _));
            var settings = Settings() with { DataDirectory = other.FullName };
            var refused = await Assert.ThrowsAsync<HostStartException>(() => EmbeddedHost.StartAsync(
                settings with { Address = taken }));
            Assert.Contains(first.Url, refused.Message, StringComparison.Ordinal);
            await using var free = await EmbeddedHost.StartAsync(settings);
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    private static HttpClient Client(EmbeddedHost host) =>
        new() { BaseAddress = new Uri(host.Url + "/api/"), Timeout = TimeSpan.FromMinutes(2) };

    private HostSettings Settings() => new()
    {
        TeamsDirectory = "",
        DataDirectory = _data.FullName,
        Address = ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _)
            ? address
            : throw new InvalidOperationException(),
        LogLevel = LogLevel.Error,
        Teams = [Team()],
        ConfigureServices = services => services.AddDurableTeams(made => made.AddTool(AIFunctionFactory.Create(
            () =>
            {
                Interlocked.Increment(ref _sent);
                return "sent";
            },
            "send",
            "Sends it"))),
    };

    private static PinnedTeam Team() => TeamHash.Pin(new TeamDefinition
    {
        Id = "newsroom",
        Name = "Newsroom",
        Mode = TeamMode.Coordinate,
        Model = "scripted",
        Models = new(StringComparer.Ordinal)
        {
            ["scripted"] = new ModelDefinition
            {
                Provider = "scripted",
                Script =
                [
                    new ScriptedTurn
                    {
                        Agent = "leader",
                        Turn = 1,
                        Calls =
                        [
                            new ScriptedCall("delegate_task_to_member", new() { ["member_id"] = "sender", ["task"] = "Send." })
                        ]
                    },
                    new ScriptedTurn { Agent = "leader", Turn = 2, Text = "All sent." },
                    new ScriptedTurn { Agent = "sender", Turn = 1, Calls = [new ScriptedCall("send")] },
                    new ScriptedTurn { Agent = "sender", Turn = 2, Text = "Done." },
                ],
            },
        },
        Members = [new MemberDefinition { Id = "sender", Model = "scripted", Tools = ["send"] }],
        Tools = new(StringComparer.Ordinal) { ["send"] = new ToolDefinition { Approval = ApprovalKind.Confirmation } },
    });
}
