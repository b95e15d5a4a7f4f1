using System.Text.Json;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

public sealed class ValidateTests : IDisposable
{
    private const string Team =
        "id: crew\nmode: sequential\nmodel: m\nmodels: { m: { provider: openai, model: x } }\nmembers: [{ id: one }]\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Validate_RightFiles_NamesTheTeams()
    {
        Write("crew.yaml", Team);
        Write(
            "desk.yaml",
            "id: desk\nmode: route\nmodel: m\nmodels: { m: { provider: openai, model: x } }\nmembers: [{ team: crew }]\n");

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
    public async Task Validate_WhatTheHostRefuses_IsRefusedInItsWords()
    {
        Write("a.yaml", Team.Replace(
            "members: [{ id: one }]",
            "members: [{ id: one }, { id: one }, { id: two, agent: ghost }, { team: nobody }]",
            StringComparison.Ordinal));
        Write("b.yaml", "id: b\nmembers: [");

        var validated = await Program.RunAsync("validate", _directory.Path);
        var started = await Program.RunAsync(
            "--teams", _directory.Path, "--data", Path.Combine(_directory.Path, "data"), "--urls", "http://127.0.0.1:0");

        Assert.Equal((ExitCodes.Failed, ExitCodes.BadStart), (validated.Code, started.Code));
        Assert.Equal(started.Errors, validated.Output);
        Assert.Contains("duplicate member id 'one'", validated.Output, StringComparison.Ordinal);
        Assert.Contains("no agent of the name 'ghost' is registered", validated.Output, StringComparison.Ordinal);
        Assert.Contains("there is no team 'nobody' beside this one", validated.Output, StringComparison.Ordinal);
        Assert.Contains("perhaps it is in a file that could not be read: b.yaml", validated.Output, StringComparison.Ordinal);
        Assert.Contains("b.yaml:2: does not parse", validated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_OneFile_IsCheckedAmongTheOthersAndAlone()
    {
        Write("crew.yaml", Team);
        Write(
            "desk.yaml",
            "id: desk\nmode: route\nmodel: m\nmodels: { m: { provider: openai, model: x } }\nmembers: [{ team: crew }]\n");
        Write("other.yaml", "id: other\nsurprise: 1\n");

        var right = await Program.RunAsync("validate", Path.Combine(_directory.Path, "desk.yaml"));
        var wrong = await Program.RunAsync("validate", Path.Combine(_directory.Path, "other.yaml"));

        Assert.Equal((ExitCodes.Done, "1 team: desk (route)"), (right.Code, right.LastLine));
        Assert.Equal(ExitCodes.Failed, wrong.Code);
        Assert.All(wrong.Output.TrimEnd().Split('\n'), line => Assert.Contains("other.yaml:", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_WithoutTheSecrets_AndWithWhatAnotherHostRegisters_IsTold()
    {
        Write("crew.yaml", Team
            .Replace(
                "model: x",
                "model: x, apiKey: \"${NOT_SET_ANYWHERE}\", endpoint: \"${NOT_SET_EITHER}\"",
                StringComparison.Ordinal)
            .Replace(
                "members: [{ id: one }]",
                "members: [{ id: one, tools: [lookup] }, { id: two, agent: clerk }]",
                StringComparison.Ordinal));

        var bare = await Program.RunAsync("validate", _directory.Path);
        var told = await Program.RunAsync("validate", _directory.Path, "--no-env", "--function", "lookup", "--agent", "clerk");

        Assert.Equal(ExitCodes.Failed, bare.Code);
        Assert.All(["NOT_SET_ANYWHERE", "NOT_SET_EITHER", "lookup", "clerk"], word => Assert.Contains(
            word, bare.Output, StringComparison.Ordinal));
        Assert.Equal((ExitCodes.Done, "1 team: crew (sequential)"), (told.Code, told.LastLine));
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
    [InlineData("validate nowhere", "no directory or file nowhere")]
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
