using DurableTeams.Storage;

namespace DurableTeams.Testing.Storage;

/// <summary>Changes for a store to commit.</summary>
public static class TestChange
{
    /// <summary>An empty change to a run, for the test to fill in.</summary>
    public static RunChange To(string run, int second = 1) => new(run, TestTime.At(second));
}
