namespace DurableTeams.Embedded.Demo;

/// <summary>The team of the demo: the newsroom of the samples, whose files are part of the program.</summary>
internal static class DemoTeam
{
    private const string AddressInTheSamples = "http://127.0.0.1:7071";

    /// <summary>Writes the team's files into a directory and returns it.</summary>
    /// <param name="directory">Where to write.</param>
    /// <param name="board">The address of the notice board, which takes the place of the samples' host.</param>
    public static string Write(DirectoryInfo directory, string board)
    {
        var teams = directory.CreateSubdirectory("teams").FullName;
        File.WriteAllText(
            Path.Combine(teams, "newsroom.yaml"),
            Read("newsroom.yaml").Replace(AddressInTheSamples, board, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(teams, "newsroom.script.yaml"), Read("newsroom.script.yaml"));
        return teams;
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(DemoTeam).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
