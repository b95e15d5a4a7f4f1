namespace DurableTeams.Azurite;

/// <summary>One emulator for all tests of a collection; each test takes tables of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;

    internal AzuriteServer Server => _server ?? throw new InvalidOperationException("Only for tests marked [AzuriteFact].");

    public async Task InitializeAsync()
    {
        if (AzuriteTools.WhyNot is null) _server = await AzuriteServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
