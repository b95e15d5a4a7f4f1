using System.Reflection;
using DurableTeams.Definitions;
using DurableTeams.Storage;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class TeamCatalogTests
{
    private readonly IRunStore store = DispatchProxy.Create<IRunStore, DefinitionsOnly>();

    [Fact]
    public async Task GetPinned_AfterTheTeamChanged_IsTheOldDefinition()
    {
        var old = TeamHash.Pin(TeamHashTests.Fixed());
        await new TeamCatalog([old], store).InitializeAsync();
        var catalog = new TeamCatalog([TeamHash.Pin(TeamHashTests.Fixed() with { Instructions = "New" })], store);

        var pinned = await catalog.GetPinnedAsync(old.Version);

        Assert.Equal(old.Version, TeamHash.Compute(pinned));
        Assert.Same(pinned, await catalog.GetPinnedAsync(old.Version));
        Assert.Equal("New", catalog.Find("crew")!.Definition.Instructions);
    }

    [Fact]
    public async Task GetPinned_NeverKept_SaysWhichVersion()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await new TeamCatalog([], store).GetPinnedAsync("abc"));

        Assert.Contains("version abc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Unknown_IsNull() => Assert.Null(new TeamCatalog([], store).Find("crew"));

    [Fact]
    public void Create_OneIdTwice_IsRefused() =>
        Assert.Throws<DefinitionException>(() => new TeamCatalog([TeamHash.Pin(TeamHashTests.Fixed()), TeamHash.Pin(TeamHashTests.Fixed() with { Name = "Other" })], store));

    [Fact]
    public void Teams_AreInOrderOfTheirIds() =>
        Assert.Equal(["a", "b"], new TeamCatalog([TeamHash.Pin(TeamHashTests.Fixed() with { Id = "b" }), TeamHash.Pin(TeamHashTests.Fixed() with { Id = "a" })], store).Teams.Select(t => t.Definition.Id));

    /// <summary>The two members of the store that a catalog uses.</summary>
    public class DefinitionsOnly : DispatchProxy
    {
        private readonly Dictionary<string, string> kept = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case nameof(IRunStore.SaveDefinitionAsync):
                    kept[(string)args![0]!] = (string)args[1]!;
                    return Task.CompletedTask;
                case nameof(IRunStore.FindDefinitionAsync):
                    return Task.FromResult(kept.GetValueOrDefault((string)args![0]!));
                default:
                    throw new NotSupportedException(targetMethod?.Name);
            }
        }
    }
}
