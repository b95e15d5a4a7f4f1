namespace DurableTeams.Orchestrations.Tests.Definitions;

internal static class SamplesDirectory
{
    public static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Serverless.sln"))) at = at.Parent;
        return Path.Combine(at!.FullName, "samples", "teams");
    }
}
