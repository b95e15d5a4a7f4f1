namespace DurableTeams.Conformance.Tests;

/// <summary>What a backend offers to its tests beyond the client.</summary>
[Flags]
public enum Capabilities
{
    None = 0,

    /// <summary>It can be dropped as by a crash and opened again on the same storage.</summary>
    Crash = 1,

    /// <summary>Its clock can be set.</summary>
    Clock = 2,

    /// <summary>It can be asked to stop, and stopping waits for what runs.</summary>
    Drain = 4,

    /// <summary>It can show an instance's history.</summary>
    History = 8,
}
