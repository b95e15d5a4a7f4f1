using System.CommandLine;
using System.Text.RegularExpressions;
using DurableTeams.Embedded.Hosting;

namespace DurableTeams.Embedded.Tests.Hosting;

/// <summary>The reference has every option, variable and command of the program, and no other.</summary>
public sealed partial class DocumentedOptionTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Table_OfTheHost_HasEveryOption()
    {
        var there = new HostOptionSet().All.Select(option => option.Name).Order(StringComparer.Ordinal);
        Assert.Equal(there, In(FirstColumn("embedded-host.md", "Options and variables"), OptionName()));
    }

    [Fact]
    public void Table_OfTheHost_HasEveryVariable()
    {
        // What a worker's command is given has its own page; what only the Functions app reads, too.
        string[] others =
        [
            .. In(Page("worker.md"), VariableName()).Except(["DURABLETEAMS_KEY"]),
            .. In(FirstColumn("functions-app.md", "Settings"), VariableName()),
            "DURABLETEAMS_RETENTION", "DURABLETEAMS_STUCK_AFTER", "DURABLETEAMS_TEAMS",
        ];
        var table = In(FirstColumn("embedded-host.md", "Options and variables"), VariableName());
        var read = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => In(File.ReadAllText(file), QuotedVariable())).Select(name => name.Trim('"')).Distinct()
            .Where(name => table.Contains(name) || !others.Contains(name)).Order(StringComparer.Ordinal);
        Assert.Equal(read, table);
    }

    [Fact]
    public void Page_OfTheCommandLine_HasEveryCommandAndItsOptions()
    {
        var page = Page("command-line.md");
        var commands = CommandLine.Create().Subcommands.ToList();
        Assert.All(commands, command => Assert.Matches($"`{command.Name}[ `]", page));
        foreach (var command in commands.Where(command => command.Options.Any(option => option.Name == "--server")))
        {
            if (command.Name is "work" or "report") continue;
            foreach (var option in command.Options) Assert.Contains(option.Name, page, StringComparison.Ordinal);
        }
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Root, "docs", "reference", name));

    private static string FirstColumn(string name, string section)
    {
        var page = Page(name);
        var at = page.IndexOf($"## {section}", StringComparison.Ordinal);
        var part = at < 0
            ? page
            : page[at..(page.IndexOf("\n## ", at + 3, StringComparison.Ordinal) is > 0 and var end ? end : ^0)];
        return string.Join('\n', part.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Split(" | ")[0]));
    }

    private static List<string> In(string text, Regex name) =>
        [.. name.Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Serverless.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex("(DURABLETEAMS|OTEL|APPLICATIONINSIGHTS)_[A-Z0-9_]*[A-Z](?=[^A-Z0-9_])|NO_COLOR|OTEL_EXPORTER_OTLP_")]
    private static partial Regex VariableName();

    // A prefix alone, such as OTEL_, names no variable.
    [GeneratedRegex("\"((DURABLETEAMS|OTEL|APPLICATIONINSIGHTS)_[A-Z0-9_]*[A-Z]|OTEL_EXPORTER_OTLP_|NO_COLOR)\"")]
    private static partial Regex QuotedVariable();
}
