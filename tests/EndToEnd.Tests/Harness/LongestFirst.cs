using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("DurableTeams.EndToEnd.Tests.Harness." + nameof(LongestFirst), "DurableTeams.EndToEnd.Tests")]

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>
/// Classes that wait for minutes, for a queue to show a killed host's work again, come first: the others run meanwhile, and none
/// of them is left to wait alone at the end.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = ["Functions.", "Tables.", "Kills."];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Rank(collection.DisplayName))
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(Longest, folder => name.Contains(".Tests." + folder, StringComparison.Ordinal));
        return rank < 0 ? Longest.Length : rank;
    }
}
