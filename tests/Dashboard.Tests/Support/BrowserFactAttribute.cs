namespace DurableTeams.Dashboard.Tests.Support;

/// <summary>
/// A test in the machine's Chromium: skipped where there is none, unless <c>REQUIRE_ALL=1</c>, where it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Chromium.Path is null && Environment.GetEnvironmentVariable("REQUIRE_ALL") != "1")
            Skip = "Needs chromium on the PATH.";
    }
}
