using System.Reflection;
using DurableTeams.EndToEnd.Tests.Behaviour;
using DurableTeams.EndToEnd.Tests.Harness;
using DurableTeams.EndToEnd.Tests.Hosting;
using DurableTeams.EndToEnd.Tests.Samples;
using DurableTeams.EndToEnd.Tests.Tables;

namespace DurableTeams.EndToEnd.Tests.Functions;

/// <summary>What the Functions app cannot do, or does in its host's way: tests that are never run on it, and why.</summary>
public sealed class NotOnFunctionsTests
{
    private static readonly (Type Tests, string Why)[] Skipped =
    [
        (typeof(StartupTests), "The command line is the embedded host's; settings of the app are in HostingTests."),
        (typeof(IdleExitTests), "The platform scales to zero by itself."),
        (typeof(KeyTests), "Keys are the Functions host's; HostingTests has which calls ask for one."),
        (typeof(MalformedRequestTests), "What is no HTTP never comes through the Functions host."),
        (typeof(ShutdownTests), "The platform sends the signals; DrainTests has what is finished then."),
        (typeof(TraceContextTests), "The host's own span is the parent of each run; HostingTests and ManyAtOnceTests have the "
            + "rest."),
        (typeof(SampleTests), "Demonstrates the embedded host's commands."),
        (typeof(TablesCommandTests), "Commands are the embedded host's."),
    ];

    [Fact]
    public void Skipped_EachByNameAndReason_IsThereAndNotRunOnTheFunctionsAppAfterAll() => Assert.All(Skipped, one =>
    {
        Assert.NotEmpty(one.Why);
        var methods = one.Tests.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).ToList();
        Assert.NotEmpty(methods);
        Assert.DoesNotContain(methods, method => method.GetCustomAttribute<OnFunctionsAttribute>() is not null);
    });
}
