using System.Text.Json;
using DurableTeams.Embedded.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>The commands against a running host, as processes of their own against a host in this one.</summary>
public sealed class ClientCommandTests : IAsyncLifetime, IDisposable
{
    private const string Key = "the-key-of-this-host";
    private readonly TemporaryDirectory _data = new();
    private EmbeddedHost _host = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "key"), Key + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(_data.Path, "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.True(ListenAddress.TryParse("http://127.0.0.1:0", out var address, out _));
        _host = await EmbeddedHost.StartAsync(new HostSettings
        {
            TeamsDirectory = Desk.Write(_data.Path),
            DataDirectory = Path.Combine(_data.Path, "data"),
            Address = address,
            Key = Key,
            LogLevel = LogLevel.Error,
        });
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Approve_ARunThatWaits_ItEndsAndFollowShowsAllOfIt()
    {
        var started = await RunAsync("run", "desk", "Tell them");
        Assert.Equal(ExitCodes.Paused, started.Code);
        Assert.Contains("approve r", started.Output, StringComparison.Ordinal);
        var waiting = Assert.Single(await LinesAsync("inbox", "--json"));
        var (id, run) = (Text(waiting, "requirementId"), Text(waiting, "runId"));

        var approved = await RunAsync("approve", id, "--by", "ann");
        Assert.Equal((ExitCodes.Done, ""), (approved.Code, approved.Errors));
        var followed = await RunAsync("follow", run);

        Assert.Equal((ExitCodes.Done, ""), (followed.Code, followed.Errors));
        Assert.Equal("All is done.", followed.LastLine);
        foreach (var told in new[] { "started  Tell them", "waiting for approval", "approved  by ann", "completed  in " })
            Assert.Contains(told, followed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', followed.Output);
        var listed = Assert.Single(await LinesAsync("runs", "--json", "--team", "desk"));
        Assert.Equal((run, "completed"), (Text(listed, "runId"), Text(listed, "status")));

        var late = await RunAsync("reject", id);
        Assert.Equal(ExitCodes.Failed, late.Code);
        Assert.StartsWith("reject: ", late.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AQuestion_FieldsHaveTheirTypes()
    {
        var started = JsonSerializer.Deserialize<JsonElement>((await RunAsync("run", "desk", "a question", "--json")).LastLine);
        var id = Text(started.GetProperty("requirements")[0], "requirementId");
        Assert.Equal(ExitCodes.BadStart, (await RunAsync("answer", id)).Code);

        var answered = await RunAsync("answer", id, "count=2", "city=Athens", "--json");

        Assert.Equal((ExitCodes.Done, ""), (answered.Code, answered.Errors));
        var followed = await RunAsync("follow", Text(started, "runId"), "--json");
        var lines = followed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal("completed", Text(lines[^1], "status"));
        var call = lines.Single(line => line.TryGetProperty("type", out var type) && type.ValueEquals("ToolCallStarted"));
        Assert.Equal("""{"count":2,"city":"Athens"}""", call.GetProperty("data").GetProperty("arguments").GetRawText());
    }

    [Fact]
    public async Task Cancel_ARunThatWaits_FollowFails()
    {
        var run = (await RunAsync("run", "desk", "Tell them", "--detach")).LastLine;
        Assert.Equal(ExitCodes.Done, (await RunAsync("cancel", run, "--reason", "no more")).Code);
        Assert.Equal(ExitCodes.Failed, (await RunAsync("follow", run)).Code);
    }

    [Fact]
    public async Task Refusals_HaveAReasonAndACode()
    {
        var unknown = await RunAsync("run", "nobody", "Hello");
        Assert.Equal(ExitCodes.Failed, unknown.Code);
        Assert.Contains("teamNotFound: ", unknown.Errors, StringComparison.Ordinal);
        var keyless = await Program.RunAsync("runs", "--server", _host.Url);
        Assert.Equal(ExitCodes.Failed, keyless.Code);
        Assert.Contains("DURABLETEAMS_KEY", keyless.Errors, StringComparison.Ordinal);
        var nobody = await Program.RunAsync("inbox", "--server", "http://127.0.0.1:1");
        Assert.Equal(ExitCodes.NotReachable, nobody.Code);
        Assert.Contains("--server", nobody.Errors, StringComparison.Ordinal);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private Task<Ended> RunAsync(params string[] arguments) =>
        Program.RunAsync([.. arguments, "--server", _host.Url, "--key-file", Path.Combine(_data.Path, "key")]);

    private async Task<IReadOnlyList<JsonElement>> LinesAsync(params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        Assert.Equal((ExitCodes.Done, ""), (ended.Code, ended.Errors));
        return [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
