using System.Text.Json;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class ValidateTests : IDisposable
{
    private const string Team = "id: crew\nmode: sequential\nmodel: m\nmodels: { m: { provider: openai, model: x } }\nmembers: [{ id: one }]\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Validate_RightFiles_NamesTheTeams()
    {
        Write("crew.yaml", Team);
        Write("desk.yaml", "id: desk\nmode: route\nmodel: m\nmodels: { m: { provider: openai, model: x } }\nmembers: [{ team: crew }]\n");

        var ended = await Program.RunAsync("validate", _directory.Path);

        Assert.Equal((ExitCodes.Done, "2 teams: crew (sequential), desk (route)"), (ended.Code, ended.LastLine));
    }

    [Fact]
    public async Task Validate_WrongFiles_NamesEveryFaultAndIs1()
    {
        Write("a.yaml", Team + "surprise: 1\n");
        Write("b.yaml", "id: b\nmode: route\nmembers: [{ team: nobody }]\n");

        var ended = await Program.RunAsync("validate", _directory.Path);

        Assert.Equal(ExitCodes.Failed, ended.Code);
        Assert.Contains("a.yaml:6: unknown key 'surprise'", ended.Output, StringComparison.Ordinal);
        Assert.Contains("b.yaml:1: mode 'route' needs a leader", ended.Output, StringComparison.Ordinal);
        Assert.Contains("b.yaml:3: there is no team 'nobody'", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Schema_IsWritten()
    {
        var file = Path.Combine(_directory.Path, "team.schema.json");

        var ended = await Program.RunAsync("validate", "--schema", file);

        Assert.Equal(ExitCodes.Done, ended.Code);
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
    }

    [Theory]
    [InlineData("validate", "name a directory")]
    [InlineData("validate nowhere", "no directory nowhere")]
    [InlineData("validate --schema nowhere/at/all.json", "--schema")]
    [InlineData("validate a b", "b")]
    public async Task Validate_UsedWrong_Is2WithTheReason(string arguments, string reason)
    {
        var ended = await Program.RunAsync(arguments.Split(' '));

        Assert.Equal(ExitCodes.BadStart, ended.Code);
        Assert.Contains(reason, ended.Errors, StringComparison.Ordinal);
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory.Path, file), text);
}
