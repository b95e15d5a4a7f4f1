namespace DurableTeams.Conformance.Tests;

/// <summary>Chooses the backend: to run the suite against another one, return it here.</summary>
internal static class Backend
{
    public static Capabilities Capabilities => Capabilities.Crash | Capabilities.Clock | Capabilities.Drain | Capabilities.History;

    public static IConformanceBackend Create() => throw new NotSupportedException("The engine is not there yet.");
}
