namespace DurableTeams.Conformance.Tests;

/// <summary>The official worker and client.</summary>
internal static class Backend
{
    public static Capabilities Capabilities => Capabilities.None;

    public static IConformanceBackend Create() => new OfficialBackend();
}
