using DurableTeams.Tools;

namespace DurableTeams.Orchestrations.Tests.Tools;

public sealed class ToolResultsTests
{
    [Fact]
    public void Fit_ResultOverTheBound_IsCutBetweenCharactersAndSaysHowLongItWas()
    {
        var long3 = new string('€', 400_000);

        var text = ToolResults.Fit(new ToolOutcome(long3, Succeeded: true)).Text;

        Assert.Equal(new string('€', 349_525) + "\n[cut: longer than 1048576 bytes; the whole has 1200000]", text);
        Assert.Equal(text, ToolResults.Fit(new ToolOutcome(text, Succeeded: true)).Text);
    }

    [Fact]
    public void Fit_ResultWithinTheBound_StaysAsItIs()
    {
        var text = new string('x', ToolResults.MaxResult);
        Assert.Same(text, ToolResults.Fit(new ToolOutcome(text, Succeeded: true)).Text);
    }

    [Fact]
    public void Fit_ErrorOverItsBound_IsCut() =>
        Assert.EndsWith("x\n[cut: longer than 65536 bytes; the whole has 70000]", ToolResults.Fit(new ToolOutcome(
            new string('x', 70_000), Succeeded: false)).Text, StringComparison.Ordinal);
}
