using System.Diagnostics;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>The built host: it comes into the tests' output directory with the project reference.</summary>
public static class HostBinary
{
    private const string Name = "DurableTeams.Embedded";

    public static string Path { get; } = Find();

    /// <summary>How to start it with these arguments, output captured.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = System.IO.Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // What a developer's shell sets must not change where the host listens.
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment.Remove("ASPNETCORE_HTTP_PORTS");
        start.Environment.Remove("DOTNET_URLS");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static string Find()
    {
        var besideTests = System.IO.Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        if (File.Exists(besideTests) && File.Exists(System.IO.Path.ChangeExtension(besideTests, ".runtimeconfig.json")))
            return besideTests;

        // tests/EndToEnd.Tests/bin/{configuration}/net10.0/ -> src/Embedded/bin/{configuration}/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        for (var root = output; root is not null; root = root.Parent)
        {
            var built = System.IO.Path.Combine(
                root.FullName, "src", "Embedded", "bin", output.Parent!.Name, output.Name, Name + ".dll");
            if (File.Exists(built)) return built;
        }

        throw new FileNotFoundException(
            $"{Name}.dll is neither beside the tests nor in src/Embedded/bin; build the solution first.");
    }
}
