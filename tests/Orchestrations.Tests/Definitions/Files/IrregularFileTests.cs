using System.Diagnostics;
using DurableTeams.Definitions;

namespace DurableTeams.Orchestrations.Tests.Definitions.Files;

/// <summary>What stands in the teams directory under a definition file's name and is no file.</summary>
public sealed class IrregularFileTests : IDisposable
{
    private readonly TeamDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("pipe.yaml", false)]
    [InlineData("main.script.yaml", true)]
    public async Task Load_PipeInsteadOfAFile_IsReportedAndNotWaitedFor(string name, bool script)
    {
        if (OperatingSystem.IsWindows()) return;
        _directory.Write("crew.yaml", script
            ? TeamDirectory.Minimal.Replace(
                "provider: openai, model: gpt-4o-mini", "provider: scripted, script: main.script.yaml", StringComparison.Ordinal)
            : TeamDirectory.Minimal);
        using (var make = Process.Start("mkfifo", Path.Combine(_directory.Path, name))) await make.WaitForExitAsync();

        var errors = await Task.Run(_directory.Errors).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(new DefinitionError(name, 0, "cannot be read: it is no regular file"), Assert.Single(errors));
    }

    [Fact]
    public async Task Load_DeviceInsteadOfAFile_IsReportedAndNotReadForEver()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "zero.yaml"), "/dev/zero");

        Assert.Equal("zero.yaml", Assert.Single(await Task.Run(_directory.Errors).WaitAsync(TimeSpan.FromSeconds(30))).File);
    }
}
