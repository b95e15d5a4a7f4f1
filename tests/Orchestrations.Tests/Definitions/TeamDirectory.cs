using DurableTeams.Definitions;
using DurableTeams.Definitions.Files;
using DurableTeams.Models;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Definitions;

/// <summary>A teams directory of a test's own, with an environment to load it in.</summary>
internal sealed class TeamDirectory : IDisposable
{
    public const string Script = "turns:\n  - text: Hello\n";

    public const string Minimal = """
        id: crew
        mode: coordinate
        model: main
        models:
          main: { provider: openai, model: gpt-4o-mini }
        members:
          - id: worker
        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("teams-").FullName;

    public Settings Environment { get; } = new();

    public HashSet<string> Functions { get; } = ["weather"];

    public TeamDirectory Write(string file, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), content);
        return this;
    }

    /// <summary>The registered providers.</summary>
    public List<IModelProvider> Providers { get; } =
        [.. new ServiceCollection().AddTeamModels().BuildServiceProvider().GetServices<IChatClientFactory>()];

    /// <summary>The names of registered chat clients.</summary>
    public HashSet<string> ChatClients { get; } = [];

    public IReadOnlyList<PinnedTeam> Load() =>
        TeamFiles.Load(Path, Environment, Functions, providers: Providers, chatClients: ChatClients);

    public IReadOnlyList<DefinitionError> Errors()
    {
        var errors = Assert.Throws<DefinitionException>(Load).Errors;
        return [.. errors.Select(e => e with { File = System.IO.Path.GetRelativePath(Path, e.File) })];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
