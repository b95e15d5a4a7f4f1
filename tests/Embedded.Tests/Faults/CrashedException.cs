namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>The life that was asked has crashed.</summary>
internal sealed class CrashedException() : Exception("This life has crashed.");
