using System.Text.Json;
using DurableTeams.Contracts;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Replay;
using DurableTeams.Runs.Orchestrators;
using DurableTeams.Sqlite.Engine.Client;
using Microsoft.DurableTask;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class HistoryTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task History_OfARunWhileTheHostWorks_IsWhatTheReplayerTakes()
    {
        await using var host = await ReferenceHost.StartAsync(_data.Path);
        var run = await CommandData.Waiting.PlayAsync(host);
        var ended = await Program.RunAsync("history", run, "--data", _data.Path);
        Assert.Equal(ExitCodes.Done, ended.Code);
        var instances = JsonSerializer.Deserialize<JsonElement>(ended.Output).GetProperty("instances").EnumerateArray();
        Assert.Equal([run, run + ".1"], instances.Select(instance => instance.GetProperty("id").GetString()));
        var registry = new DurableTaskRegistry();
        registry.AddOrchestrator<TeamRunOrchestrator>(TaskNames.RunTeam);
        registry.AddOrchestrator<MemberRunOrchestrator>(TaskNames.RunMember);
        HistoryReplayer.Replay(ended.Output, registry);
    }

    [Fact]
    public async Task History_UnknownRun_Is1WithTheReason()
    {
        await CommandData.FillAsync(_data.Path);
        var ended = await Program.RunAsync("history", "nobody", "--data", _data.Path);
        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Empty(ended.Output);
        Assert.Contains("nobody", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WithData_IsRefused()
    {
        var ended = await Program.RunAsync("demo", "--data", _data.Path);
        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains("--data", ended.Errors, StringComparison.Ordinal);
    }
}
