namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>
/// A test that mounts: skipped where that cannot be done, unless <c>REQUIRE_ALL=1</c> asks for all tests, where it runs and
/// fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxRootFactAttribute : FactAttribute
{
    public LinuxRootFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1") return;
        if (!OperatingSystem.IsLinux()) Skip = "Mounts a file system: needs Linux.";
        else if (!Environment.IsPrivilegedProcess) Skip = "Mounts a file system: needs root.";
    }
}
