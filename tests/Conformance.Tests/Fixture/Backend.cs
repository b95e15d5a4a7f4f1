namespace DurableTeams.Conformance.Tests;

/// <summary>Chooses the backend: to run the suite against another one, return it here.</summary>
internal static class Backend
{
    public static Capabilities Capabilities => EmbeddedBackend.Offers;

    public static IConformanceBackend Create() => new EmbeddedBackend();
}
