namespace DurableTeams.Embedded.Demo;

/// <summary>The story did not go as told.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
