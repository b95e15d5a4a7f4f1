using System.Reflection;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Storage;

namespace DurableTeams.Orchestrations.Tests.Definitions;

public sealed class TeamCatalogTests
{
    private static readonly ModelDefinition Model = new() { Provider = "openai", Model = "gpt-4o-mini" };

    private readonly IRunStore _store = DispatchProxy.Create<IRunStore, DefinitionsOnly>();

    [Fact]
    public async Task GetPinned_AfterTheTeamChanged_IsTheOldDefinition()
    {
        var old = TeamHash.Pin(TeamHashTests.Fixed());
        await new TeamCatalog([old], _store).InitializeAsync();
        var catalog = new TeamCatalog([TeamHash.Pin(TeamHashTests.Fixed() with { Instructions = "New" })], _store);

        var pinned = await catalog.GetPinnedAsync(old.Version);

        Assert.Equal(old.Version, TeamHash.Compute(pinned));
        Assert.Same(pinned, await catalog.GetPinnedAsync(old.Version));
        Assert.Equal("New", catalog.Find("crew")!.Definition.Instructions);
    }

    [Fact]
    public async Task GetPinned_NeverKept_SaysWhichVersion()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await new TeamCatalog([], _store).GetPinnedAsync(
            "abc"));

        Assert.Contains("version abc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Unknown_IsNull() => Assert.Null(new TeamCatalog([], _store).Find("crew"));

    [Fact]
    public void Create_OneIdTwice_IsRefused() =>
        Assert.Throws<DefinitionException>(() => new TeamCatalog(
            [TeamHash.Pin(TeamHashTests.Fixed()), TeamHash.Pin(TeamHashTests.Fixed() with { Name = "Other" })], _store));

    [Fact]
    public void Teams_AreInOrderOfTheirIds() => Assert.Equal(["a", "b"], new TeamCatalog(
    [
        TeamHash.Pin(TeamHashTests.Fixed() with { Id = "b" }),
        TeamHash.Pin(TeamHashTests.Fixed() with { Id = "a" })
    ], _store).Teams.Select(t => t.Definition.Id));

    [Fact]
    public async Task GetPinned_NestedTeamThatIsNotServed_IsKept()
    {
        var innermost = Team.Create("c").Coordinate(Model).Member("x").Build();
        var inner = Team.Create("b").Coordinate(Model).Member(innermost).Build();
        var outer = TeamHash.Pin(Team.Create("a").Coordinate(Model).Member(inner).Build());
        var catalog = new TeamCatalog([outer], _store);
        await catalog.InitializeAsync();

        var later = new TeamCatalog([], _store);
        var (b, c) = (outer.Definition.Members[0].TeamVersion!, inner.Members[0].TeamVersion!);

        Assert.Equal(["a"], catalog.Teams.Select(t => t.Definition.Id));
        Assert.Null(catalog.Find("b"));
        Assert.Same(inner, await catalog.GetPinnedAsync(b));
        Assert.Equal((b, c), (TeamHash.Compute(await later.GetPinnedAsync(b)), TeamHash.Compute(await later.GetPinnedAsync(c))));
    }

    [Fact]
    public void Create_NestedTeamThatIsNotThere_IsRefused()
    {
        var inner = Team.Create("b").Coordinate(Model).Member("x").Build();
        var outer = Team.Create("a").Coordinate(Model).Member(inner).Build() with { Nested = [] };

        var error = Assert.Single(
            Assert.Throws<DefinitionException>(() => new TeamCatalog([TeamHash.Pin(outer)], _store)).Errors);

        Assert.Equal(
            "a: the definition of the nested team 'b' is missing; load both teams from files, or give the nested team to the "
                + "builder with Member(team)",
                error.ToString());
        Assert.Equal(2, new TeamCatalog([TeamHash.Pin(outer), TeamHash.Pin(inner)], _store).Teams.Count);
    }

    /// <summary>The two members of the store that a catalog uses.</summary>
    internal class DefinitionsOnly : DispatchProxy
    {
        private readonly Dictionary<string, string> _kept = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod?.Name)
            {
                case nameof(IRunStore.SaveDefinitionAsync):
                    _kept[(string)args![0]!] = (string)args[1]!;
                    return Task.CompletedTask;
                case nameof(IRunStore.FindDefinitionAsync):
                    return Task.FromResult(_kept.GetValueOrDefault((string)args![0]!));
                default:
                    throw new NotSupportedException(targetMethod?.Name);
            }
        }
    }
}
