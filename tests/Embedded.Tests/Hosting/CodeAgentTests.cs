using System.Net.Http.Json;
using System.Text.Json;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Models;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>
/// An agent written in code in the whole host: it calls a tool, transfers, and its turns are recorded as any other's.
/// </summary>
public sealed class CodeAgentTests : IDisposable
{
    private const string TeamFile = """
        id: support
        mode: handoff
        models:
          scripted: { provider: scripted, script: support.script.yaml }
        members:
          - { id: triage, agent: triage, tools: [open_ticket] }
          - { id: billing, role: Answers what is about money, model: scripted, handoffs: [] }
        """;

    private const string Script = """
        turns:
          - agent: billing
            text: Your invoice is paid.
        """;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("durableteams-agent-");
    private int _tickets;

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData("It does not start", "We look into it; your ticket is T-1.", "triage")]
    [InlineData("Where is my invoice?", "Your invoice is paid.", "billing")]
    public async Task Run_AgentInCode_CallsItsToolAndAnswersOrTransfers(string message, string answer, string active)
    {
        await using var host = await EmbeddedHost.StartAsync(Settings());
        using var http = new HttpClient { BaseAddress = new Uri(host.Url + "/api/"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Add("Prefer", "wait=60");

        using var response = await http.PostAsJsonAsync("teams/support/runs", new { message });
        var run = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal(answer, run.GetProperty("output").GetProperty("text").GetString());
        Assert.Equal(active, run.GetProperty("activeAgent").GetString());
        Assert.Equal(1, _tickets);
        var tool = run.GetProperty("members")[0].GetProperty("tools")[0];
        Assert.Equal(("open_ticket", "T-1"), (tool.GetProperty("name").GetString(), tool.GetProperty("result").GetString()));
    }

    [Fact]
    public void Documentation_Example_IsTheAgentOfTheseTests()
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests/Embedded.Tests/Hosting/TriageAgent.cs"));
        var example = source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..].Trim();
        var page = File.ReadAllText(Path.Combine(Root(), "docs/how-to/write-agents-in-code.md"));
        Assert.Contains(example, page, StringComparison.Ordinal);
        Assert.Contains(TeamFile, page, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Serverless.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    private HostSettings Settings()
    {
        var teams = _data.CreateSubdirectory("teams").FullName;
        File.WriteAllText(Path.Combine(teams, "support.yaml"), TeamFile);
        File.WriteAllText(Path.Combine(teams, "support.script.yaml"), Script);
        return new HostSettings
        {
            TeamsDirectory = teams,
            DataDirectory = _data.CreateSubdirectory("data").FullName,
            Address = ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _)
                ? address
                : throw new InvalidOperationException(),
            LogLevel = LogLevel.Error,
            ConfigureServices = services => services
                .AddDurableTeams(made => made
                    .AddAgent(new TriageAgent())
                    .AddTool(AIFunctionFactory.Create(
                        (string subject) => $"T-{Interlocked.Increment(ref _tickets)}", "open_ticket", "Opens a ticket"))),
        };
    }
}
