using DurableTeams.Definitions;
namespace DurableTeams;

/// <summary>
/// Teams made in code, with the keys of team files. The same team in code and in a file has the same hash.
/// <code>
/// var newsroom = Team.Create("newsroom").Named("Newsroom")
///     .Coordinate("leader").Instructions("You lead the newsroom.")
///     .Model("leader", new ModelDefinition { Provider = "openai", Model = "gpt-4o-mini", ApiKey = "${OPENAI_API_KEY}" })
///     .Member("researcher", m => m.Role("Finds facts").Tools("search"))
///     .Tool("search", t => t.Description("Searches the archive").Get("https://archive.example/search"))
///     .Build();
/// </code>
/// </summary>
public static class Team
{
    /// <summary>Starts a team.</summary>
    /// <param name="id">The team's id, <c>[a-z0-9-]{1,64}</c>.</param>
    public static TeamBuilder Create(string id) => new(id);
}
