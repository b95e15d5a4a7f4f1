using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using DurableTeams.Storage;
using NetArchTest.Rules;

namespace DurableTeams.Orchestrations.Tests.Architecture;

/// <summary>
/// The rooms of the core, and which room may need which. A room is a folder of <c>src/Orchestrations</c>. Rooms stand here from
/// the top to the bottom; a room needs only rooms below it, so there is no circle.
/// </summary>
public sealed class RoomTests
{
    private const string WriteVariable = "DURABLETEAMS_WRITE_ROOMS";
    private const int MostFiles = 20;
    private const string Root = "DurableTeams";

    // Here users begin: what they write stands in the namespace that they name first.
    private static readonly string[] Entry = ["Hosting", "Hosting/Client", "Definitions/Building", "Tools/Functions"];

    private static readonly Assembly Core = typeof(IRunStore).Assembly;

    /// <summary>Each room with the rooms it needs.</summary>
    private static readonly (string Room, string[] Needs)[] Rooms =
    [
        ("Hosting",
        [
            "Services", "Runs", "Hooks", "Approvals", "Tools", "Models", "Telemetry", "Outbound", "Storage", "Definitions", "Errors"
        ]),
        ("Services",
        [
            "Runs", "Hooks", "Approvals", "Modes", "Contracts", "Live", "Models", "Telemetry", "Outbound", "Storage", "Definitions",
            "Errors",
            "Json"
        ]),
        ("Runs",
        [
            "Hooks", "Approvals", "Tools", "Modes", "Contracts", "Live", "Models", "Telemetry", "Outbound", "Storage", "Definitions",
            "Json"
        ]),
        ("Hooks", ["Storage", "Json"]),
        ("Approvals", ["Tools", "Storage", "Definitions", "Conditions", "Errors", "Json"]),
        ("Tools", ["Modes", "Contracts", "Models", "Telemetry", "Outbound", "Storage", "Definitions", "Json"]),
        ("Modes", ["Contracts", "Storage", "Definitions", "Json"]),
        ("Contracts", ["Storage", "Definitions", "Json"]),
        ("Live", ["Models", "Storage", "Json"]),
        ("Models", ["Telemetry", "Outbound", "Storage", "Definitions", "Json"]),
        ("Telemetry", ["Storage", "Definitions", "Json"]),
        ("Outbound", ["Definitions", "Json"]),
        ("Storage", ["Definitions", "Json"]),
        ("Definitions", ["Conditions", "Json"]),
        ("Conditions", ["Json"]),
        ("Errors", []),
        ("Json", []),
    ];

    [Fact]
    public void Rooms_NeedWhatIsListedAndNothingElse()
    {
        var listed = string.Join('\n', Rooms.Select(Line));
        var found = string.Join('\n', Rooms.Select(room => Line(
            (room.Room, [.. Rooms.Select(other => other.Room).Where(other => Needs(room.Room, other))]))));

        Assert.True(listed == found, $"The code has these arrows:\n{found}");
    }

    [Fact]
    public void Rooms_NeedOnlyRoomsBelowThem()
    {
        var order = Rooms.Select(room => room.Room).ToList();

        Assert.All(Rooms, room => Assert.All(
            room.Needs, need => Assert.True(order.IndexOf(need) > order.IndexOf(room.Room), $"{room.Room} needs {need}")));
    }

    [Fact]
    public void Rooms_AreTheFoldersOfTheCore() => Assert.Equal(
        Rooms.Select(room => room.Room).Order(StringComparer.Ordinal),
        Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Files_AreInTheNamespaceOfTheirFolder_AtMostTwentyInEach()
    {
        var files = Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(Source, file).Split('/')[0] is not ("bin" or "obj")).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var folder = Path.GetRelativePath(Source, Path.GetDirectoryName(file)!);
            var allowed = Entry.Contains(folder) ? [$"namespace {Root};"] : Array.Empty<string>();
            Assert.Single(
                File.ReadLines(file).Intersect([.. allowed, $"namespace {Root}.{folder.Replace('/', '.')};"], StringComparer.Ordinal));
        });
        Assert.All(files.GroupBy(
            Path.GetDirectoryName), folder => Assert.True(folder.Count() <= MostFiles, $"{folder.Key}: {folder.Count()} files"));
    }

    /// <summary>With <c>DURABLETEAMS_WRITE_ROOMS=1</c> the graph of the architecture page is written anew.</summary>
    [Fact]
    public void ArchitecturePage_ShowsTheseArrows()
    {
        const string first = "<!-- rooms -->\n", last = "<!-- /rooms -->";
        var page = Path.Combine(Source, "../../docs/architecture.md");
        var text = File.ReadAllText(page);
        var (start, end) = (text.IndexOf(first, StringComparison.Ordinal) + first.Length, text.IndexOf(
            last, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(page, text[..start] + Graph() + text[end..]);
            else Assert.Equal(Graph(), text[start..end]);
    }

    /// <summary>As a Mermaid graph. An arrow that follows from others is left out.</summary>
    private static string Graph()
    {
        var graph = new StringBuilder("```mermaid\nflowchart TD\n");
        foreach (var (room, needs) in Rooms)
        {
            foreach (var need in needs.Where(need => !needs.Any(other => Below(other).Contains(need))))
                graph.Append($"  {room} --> {need}\n");
        }

        return graph.Append("```\n").ToString();
    }

    private static HashSet<string> Below(string room)
    {
        var needs = Rooms.Single(other => other.Room == room).Needs;
        return [.. needs, .. needs.SelectMany(Below)];
    }

    private static bool Needs(string room, string other) => room != other && Types.InAssembly(Core)
        .That().ResideInNamespaceMatching($"^{Root}\\.{room}(\\.|$)")
        .ShouldNot().HaveDependencyOnAny(NamespacesOf(other)).GetResult() is { IsSuccessful: false };

    private static string[] NamespacesOf(string room) =>
    [
        .. Core.GetTypes().Select(type => type.Namespace ?? "")
            .Where(name => name == $"{Root}.{room}" || name.StartsWith($"{Root}.{room}.", StringComparison.Ordinal)).Distinct()
    ];

    private static string Line((string Room, string[] Needs) room) => $"{room.Room}: {string.Join(' ', room.Needs)}";

    private static string Source => SourceOf();

    private static string SourceOf([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../src/Orchestrations"));
}
