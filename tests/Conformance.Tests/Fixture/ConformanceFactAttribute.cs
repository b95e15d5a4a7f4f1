namespace DurableTeams.Conformance.Tests;

/// <summary>A test that is skipped where the backend lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : FactAttribute
{
    public ConformanceFactAttribute(Capabilities needs) => Skip = Needs.ReasonToSkip(needs);
}

/// <summary>A theory that is skipped where the backend lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceTheoryAttribute : TheoryAttribute
{
    public ConformanceTheoryAttribute(Capabilities needs) => Skip = Needs.ReasonToSkip(needs);
}

internal static class Needs
{
    public static string? ReasonToSkip(Capabilities needs)
    {
        var missing = needs & ~Backend.Capabilities;
        return missing == Capabilities.None ? null : $"The backend does not offer: {missing}.";
    }
}
