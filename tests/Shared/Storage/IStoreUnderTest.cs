using DurableTeams.Storage;

namespace DurableTeams.Tests.Storage;

/// <summary>A store of a test's own, on data that is gone when it is disposed.</summary>
public interface IStoreUnderTest : IAsyncDisposable
{
    /// <summary>Opens the store, which is new and empty.</summary>
    IRunStore Open();

    /// <summary>Closes the store and opens it again on the same data.</summary>
    Task<IRunStore> ReopenAsync();
}
