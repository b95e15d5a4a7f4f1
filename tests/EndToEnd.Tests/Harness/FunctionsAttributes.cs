using DurableTeams.Azurite;

namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A test of the Functions app alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionsFactAttribute : FactAttribute
{
    public FunctionsFactAttribute() => Skip = AzuriteTools.WhyNot;
}

/// <summary>Tests of the Functions app alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionsTheoryAttribute : TheoryAttribute
{
    public FunctionsTheoryAttribute() => Skip = AzuriteTools.WhyNot;
}
