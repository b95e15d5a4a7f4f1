using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>What the runner of tests does not do by itself.</summary>
public sealed partial class TestClassTests
{
    [Fact]
    public void Class_EndsAsTheRunnerKnowsIt()
    {
        // xunit 2 ends a class by IDisposable or IAsyncLifetime. It never calls IAsyncDisposable, and what the class holds stays.
        var lasting = Directory.EnumerateFiles(Tests(), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Class().Matches(File.ReadAllText(file)).Select(found => found.Value))
            .Where(head => head.Contains("IAsyncDisposable", StringComparison.Ordinal)
                && !head.Contains("IAsyncLifetime", StringComparison.Ordinal));

        Assert.Empty(lasting);
    }

    [GeneratedRegex(@"class \w+Tests\b[^{;]*")]
    private static partial Regex Class();

    private static string Tests([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(file, "..", "..", ".."));
}
