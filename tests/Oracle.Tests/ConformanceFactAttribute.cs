using System.Runtime.CompilerServices;

namespace DurableTeams.Conformance.Tests;

/// <summary>xunit's, but for tests in <see cref="Differences"/>; nearer to the suite than xunit's, and so taken for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactAttribute : Xunit.FactAttribute
{
    public FactAttribute([CallerFilePath] string file = "", [CallerMemberName] string method = "") =>
        Skip = Differences.ReasonToSkip(file, method);
}

/// <inheritdoc cref="FactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryAttribute : Xunit.TheoryAttribute
{
    public TheoryAttribute([CallerFilePath] string file = "", [CallerMemberName] string method = "") =>
        Skip = Differences.ReasonToSkip(file, method);
}

/// <summary>A test of what the official host does not offer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceFactAttribute : Xunit.FactAttribute
{
    public ConformanceFactAttribute(Capabilities needs) => Skip = $"The test host does not offer: {needs}.";
}

/// <inheritdoc cref="ConformanceFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConformanceTheoryAttribute : Xunit.TheoryAttribute
{
    public ConformanceTheoryAttribute(Capabilities needs) => Skip = $"The test host does not offer: {needs}.";
}
