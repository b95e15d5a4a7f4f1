using DurableTeams.Storage.Rules;

namespace DurableTeams.Orchestrations.Tests.Approvals;

public sealed class PersonTests
{
    [Theory]
    [InlineData("ann", "Ann")]
    [InlineData("ann", " ANN\t")]
    [InlineData("ann lee", "Ann  Lee")]
    [InlineData("ann lee", "ann\u00A0lee")]
    [InlineData("ann", "ann (via link)")]
    [InlineData("ann (via link)", "ANN (Via Link) (via link)")]
    [InlineData("ann", "\uFF21\uFF4E\uFF4E")]
    [InlineData("ann", "a\u200Bn\u202En\u2060")]
    [InlineData("ann", "\uFEFFann\uFE0F")]
    [InlineData("ren\u00E9", "RENE\u0301")]
    [InlineData("o\u0323\u0302", "o\u0302\u0323")]
    [InlineData("\u1ED9", "O\u0302\u0323")]
    [InlineData("Strauß", "STRAUSS")]
    [InlineData("ﬁona", "Fiona")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος")]
    [InlineData("\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("\uD83D\uDE00 ann", "\uD83D\uDE00 Ann")]
    [InlineData("\U0001D400nn", "ann")]
    public void Is_SameNameInAnotherNotation_IsOnePerson(string one, string other)
    {
        Assert.True(new Person(one).Is(new Person(other)));
        Assert.True(new Person(other).Is(new Person(one)));
        Assert.Equal(new Person(one).Key, new Person(other).Key);
    }

    [Theory]
    [InlineData("ann", "anna")]
    [InlineData("ann", "än")]
    [InlineData("ann lee", "annlee")]
    [InlineData("rene", "rené")]
    [InlineData("анн", "ahh")]
    [InlineData("\uD800", "ann")]
    public void Is_AnotherName_IsAnother(string one, string other) => Assert.False(new Person(one).Is(new Person(other)));

    [Theory]
    [InlineData("ann", "1", "ann", "1", true)]
    [InlineData("ann", "1", "Anne Smith", "1", true)]
    [InlineData("ann", "0A-1b", "ann", "0a-1B", true)]
    [InlineData("ann", "1", "ann", "2", false)]
    [InlineData("ann", "1", "Ann (via link)", null, true)]
    [InlineData("ann", null, "Ann", "1", true)]
    [InlineData("bob", "1", "ann", null, false)]
    public void Is_PrincipalIds_DecideWhereBothHaveOne(string one, string? id, string other, string? otherId, bool same) =>
        Assert.Equal(same, new Person(one, id).Is(new Person(other, otherId)));

    [Fact]
    public void Claimed_Name_SaysSoOnce()
    {
        Assert.Equal("ann (via link)", Person.Claimed(" ann ").Name);
        Assert.Equal("Ann  Lee (via link)", Person.Claimed("Ann  Lee (Via link) (via link)").Name);
    }

    [Fact]
    public void Distinct_People_AreThereOnceAsTheyWereFirstWritten() =>
        Assert.Equal(
            ["Ann", "bob (via link)"], Person.Distinct(["Ann", "bob (via link)", "ann ", "BOB"], name => new Person(name)));
}
