using System.Text.Json;
using DurableTeams.Embedded.Hosting;
using DurableTeams.Embedded.Tests.Replay;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class AuditTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Audit_WhileTheHostWorks_IsALineForEachEntry()
    {
        await using var host = await ReferenceHost.StartAsync(_data.Path);
        var approved = await CommandData.Approved.PlayAsync(host);
        var waiting = await CommandData.Waiting.PlayAsync(host);

        var ended = await Program.RunAsync("audit", "--data", _data.Path);

        Assert.Equal(ExitCodes.Done, ended.Code);
        var lines = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal(["created", "decided", "delivered", "executed"], Actions(approved).Order(StringComparer.Ordinal));
        Assert.Equal(["created"], Actions(waiting));
        Assert.All(lines, line => Assert.True(line.GetProperty("sequence").GetInt64() > 0));

        IEnumerable<string> Actions(string run) => lines
            .Where(line => line.GetProperty("requirementId").GetString()!.StartsWith(run + ".", StringComparison.Ordinal))
            .Select(line => line.GetProperty("action").GetString()!);
    }

    [Fact]
    public async Task Audit_NothingThere_IsNoLine()
    {
        await using (await ReferenceHost.StartAsync(_data.Path))
        {
        }

        var ended = await Program.RunAsync("audit", "--data", _data.Path);
        Assert.Equal((ExitCodes.Done, ""), (ended.Code, ended.Output));
    }
}
