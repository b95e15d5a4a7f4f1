using System.Reflection;
using DurableTeams.Definitions;

namespace DurableTeams.Hosting.Starting;

/// <summary>The packages of the product are used in one version: they know each other's insides by it.</summary>
internal sealed class VersionCheck : IStartCheck
{
    private const string Core = "DurableTeams";

    // Those that know this assembly. A program's own assemblies may begin with the same word.
    private static readonly string[] Packages =
    [
        "DurableTeams.AgentFramework", "DurableTeams.AspNetCore", "DurableTeams.AzureTables", "DurableTeams.Dashboard",
        "DurableTeams.Functions", "DurableTeams.Mail", "DurableTeams.OpenTelemetry", "DurableTeams.Sqlite",
        "DurableTeams.Testing",
    ];

    public IEnumerable<DefinitionError> Check() => Check(AppDomain.CurrentDomain.GetAssemblies()
        .Where(assembly => Packages.Contains(assembly.GetName().Name, StringComparer.Ordinal))
        .Select(assembly => (assembly.GetName().Name!, VersionOf(assembly))));

    /// <summary>The errors of packages with these versions.</summary>
    internal static IEnumerable<DefinitionError> Check(IEnumerable<(string Package, string Version)> loaded)
    {
        var own = VersionOf(typeof(VersionCheck).Assembly);
        return loaded.Where(one => one.Version != own).OrderBy(one => one.Package, StringComparer.Ordinal).Select(one =>
            new DefinitionError(
                one.Package, 0,
                $"is version {one.Version}, beside version {own} of {Core}; refer to one version of all of them"));
    }

    // Without what stands behind a plus: the commit that a package was built from.
    private static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
