namespace DurableTeams.Embedded.Demo;

/// <summary>The demo failed.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
