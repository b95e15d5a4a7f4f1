// Everywhere else they are xunit's own.
global using FactAttribute = Xunit.FactAttribute;
global using TheoryAttribute = Xunit.TheoryAttribute;
using DurableTeams.Azurite;

// In the namespace of the conformance suite, so that its [Fact]s and [Theory]s mean these here: they run on the emulator, and
// are skipped, or fail, with the other tests on it.
namespace DurableTeams.Tests.Storage;

/// <summary>A test of the suite.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactAttribute : AzuriteFactAttribute;

/// <summary>A theory of the suite.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryAttribute : AzuriteTheoryAttribute;
