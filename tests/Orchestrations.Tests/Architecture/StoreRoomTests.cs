using System.Reflection;
using System.Runtime.CompilerServices;
using DurableTeams.AzureTables;
using DurableTeams.Sqlite;
using DurableTeams.Storage;
using NetArchTest.Rules;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>
/// The rooms of the two stores, and what each may need: rooms of its own project, and rooms of the core. No room knows a host,
/// since neither project refers to one. The engine and the database know nothing of teams.
/// </summary>
public sealed class StoreRoomTests
{
    private const int MostFiles = 20;

    // The one word that the database, the engine and the core share.
    private const string Away = nameof(StoreUnavailableException);

    private static readonly string Storage = typeof(IRunStore).Namespace!;
    private static readonly Assembly Core = typeof(IRunStore).Assembly;
    private static readonly Assembly Sqlite = typeof(SqliteDatabase).Assembly;
    private static readonly Assembly Tables = typeof(AzureTablesRunStore).Assembly;

    [Theory]
    [InlineData("Sqlite", "Database", "", Away)]
    [InlineData("Sqlite", "Engine", "Database", Away)]
    [InlineData("Sqlite", "RunStore", "Database Engine", "Json Storage Telemetry")]
    [InlineData("Sqlite", "Hosting", "Database Engine", "Approvals Hosting Json Services Storage")]
    [InlineData("AzureTables", "RunStore", "", "Json Storage Telemetry")]
    public void Rooms_NeedWhatIsListedAndNothingElse(string project, string room, string own, string core)
    {
        var assembly = project == "Sqlite" ? Sqlite : Tables;
        var root = $"DurableTeams.{project}";
        var others = Rooms(project).Where(other => other != room);

        var neededOwn = others.Where(other => Needs(assembly, $"{root}.{room}", TypesIn(assembly, $"{root}.{other}")));
        var neededCore = Rooms("Orchestrations")
            .Where(other => Needs(assembly, $"{root}.{room}", TypesIn(Core, $"DurableTeams.{other}")))
                .Concat(Needs(assembly, $"{root}.{room}", [typeof(StoreUnavailableException).FullName!]) && core == Away
                    ? [Away]
                    : []);

        Assert.Equal(own, string.Join(' ', neededOwn.Order(StringComparer.Ordinal)));
        Assert.Equal(core, string.Join(' ', neededCore.Order(StringComparer.Ordinal)));

        // Names of namespaces are quicker to look for than names of types.
        string[] TypesIn(Assembly of, string space) => core == Away && space == Storage ?
        [
            .. Within(of, space).Where(type => type != typeof(StoreUnavailableException) && !type.IsNested)
                .Select(type => type.FullName!)
        ] : [.. Within(of, space).Select(type => type.Namespace!).Distinct()];
    }

    private static IEnumerable<Type> Within(Assembly assembly, string space) => assembly.GetTypes()
        .Where(type => type.Namespace == space || type.Namespace?.StartsWith(space + ".", StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("AzureTables")]
    [InlineData("Http")]
    public void Files_AreInTheNamespaceOfTheirFolder_AtMostTwentyInEach(string project)
    {
        var source = Path.Combine(Source, project);
        var files = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(source, file).Split('/')[0] is not ("bin" or "obj")).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            // At the root of a project users begin: what they write stands in the namespace that they name first.
            var folder = Path.GetRelativePath(Source, Path.GetDirectoryName(file)!);
            var allowed = folder == project ? ["namespace DurableTeams;"] : Array.Empty<string>();
            Assert.Single(File.ReadLines(file).Intersect(
                [.. allowed, $"namespace DurableTeams.{folder.Replace('/', '.')};"], StringComparer.Ordinal));
        });
        Assert.All(
            files.GroupBy(Path.GetDirectoryName),
            folder => Assert.True(folder.Count() <= MostFiles, $"{folder.Key}: {folder.Count()} files"));
    }

    private static IEnumerable<string> Rooms(string project) => Directory.GetDirectories(Path.Combine(Source, project))
        .Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"));

    private static bool Needs(Assembly assembly, string space, string[] types) => Types.InAssembly(assembly)
        .That().ResideInNamespaceMatching($"^{space.Replace(".", "\\.", StringComparison.Ordinal)}(\\.|$)")
        .ShouldNot().HaveDependencyOnAny(types).GetResult() is { IsSuccessful: false };

    private static string Source => SourceOf();

    private static string SourceOf([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src"));
}
