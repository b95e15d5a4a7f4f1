using System.Diagnostics;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Commands;

/// <summary>What a command said and how it ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    /// <summary>The last line of the output.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];
}

/// <summary>The built program as a process of its own.</summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(EmbeddedHost).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(
                patience.Token));
            await process.WaitForExitAsync(patience.Token);
            var ended = new Ended(process.ExitCode, await output, await errors);
            Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
            return ended;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
