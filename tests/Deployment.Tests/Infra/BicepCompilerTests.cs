using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DurableTeams.Deployment.Tests.Infra;

/// <summary>infra/ through Bicep's compiler and its linter. A warning fails.</summary>
public sealed class BicepCompilerTests
{
    private static readonly string Compiler =
        typeof(BicepCompilerTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one =>
            one.Key == "Bicep").Value!;

    [LinuxFact]
    public async Task Infra_CompiledAndLinted_HasNoWarning()
    {
        var (template, said) = await BicepAsync("build", Repository.PathOf("infra/main.bicep"), "--stdout");

        Assert.Equal("", said);
        Assert.Contains("subscriptionDeploymentTemplate.json", template, StringComparison.Ordinal);
        Assert.Equal(("", ""), await BicepAsync("lint", Repository.PathOf("infra/main.bicep")));
    }

    [LinuxFact]
    public async Task Infra_SomethingUnused_IsAWarning()
    {
        var directory = Directory.CreateTempSubdirectory("bicep-");
        try
        {
            var file = Path.Combine(directory.FullName, "unused.bicep");
            await File.WriteAllTextAsync(file, "param unused string\n");

            var (_, said) = await BicepAsync("build", file, "--stdout");

            Assert.Contains("no-unused-params", said, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(string Output, string Said)> BicepAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Compiler, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var bicep = Process.Start(start)!;
        var said = await Task.WhenAll(bicep.StandardOutput.ReadToEndAsync(), bicep.StandardError.ReadToEndAsync());
        await bicep.WaitForExitAsync();
        return (said[0].Trim(), said[1].Trim());
    }

    /// <summary>The compiler of the feed is Linux's, for x64.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class LinuxFactAttribute : FactAttribute
    {
        public LinuxFactAttribute()
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
                Skip = "The Bicep compiler is taken for Linux on x64.";
        }
    }
}
