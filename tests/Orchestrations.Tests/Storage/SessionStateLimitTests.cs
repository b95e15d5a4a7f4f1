using System.Text.Json;
using DurableTeams.Storage;

namespace DurableTeams.Orchestrations.Tests.Storage;

public sealed class SessionStateLimitTests
{
    [Fact]
    public void Apply_PatchThatMakesItTooLarge_LeavesTheStateAsItIs()
    {
        var state = Of(("a", 600_000));

        Assert.Equal("a", Assert.Single(SessionStateLimit.Apply(state, Of(("b", 600_000))).EnumerateObject()).Name);
        Assert.Equal(2, SessionStateLimit.Apply(state, Of(("b", 400_000))).EnumerateObject().Count());
    }

    [Fact]
    public void Apply_StateThatIsTooLargeAlready_MayShrink()
    {
        var state = Of(("a", 900_000), ("b", 900_000), ("c", 900_000));
        var patch = JsonSerializer.SerializeToElement(new { a = (string?)null });

        Assert.Equal(2, SessionStateLimit.Apply(state, patch).EnumerateObject().Count());
    }

    private static JsonElement Of(params (string Key, int Length)[] members) =>
        JsonSerializer.SerializeToElement(members.ToDictionary(member => member.Key, member => new string('x', member.Length)));
}
