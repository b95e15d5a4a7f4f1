namespace DurableTeams.Packages.Tests.Feed;

/// <summary>The tests that use the packages. When the last is done, what they made is removed.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<PackagesCollection.Leavings>
{
    public const string Name = "packages";

    public sealed class Leavings : IDisposable
    {
        // The runner may end the process of the tests at once: that is too late to remove anything. Links are removed, not what
        // they lead to.
        public void Dispose() => Directory.Delete(PackageFeed.Outside, recursive: true);
    }
}
