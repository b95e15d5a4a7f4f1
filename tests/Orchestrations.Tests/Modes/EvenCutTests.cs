using System.Text;
using DurableTeams.Modes.Negotiation;

namespace DurableTeams.Orchestrations.Tests.Modes;

public sealed class EvenCutTests
{
    [Fact]
    public void Of_TextsThatFit_StayWhole() => Assert.Equal(["aa", null, "bbb"], EvenCut.Of(["aa", null, "bbb"], 5));

    [Fact]
    public void Of_TextsThatDoNotFit_LeavesShortOnesWholeAndCutsLongOnesToTheSameLength()
    {
        var cut = EvenCut.Of([new string('a', 100), "short", new string('b', 60), null], 45);

        Assert.Equal([new string('a', 16) + " …", "short", new string('b', 16) + " …", null], cut);
        Assert.Equal(45, cut.Sum(text => Encoding.UTF8.GetByteCount(text ?? "")));
    }

    [Fact]
    public void Of_CharactersOfSeveralBytes_AreNeverCutApart()
    {
        var cut = EvenCut.Of([string.Concat(Enumerable.Repeat("👍", 50)), string.Concat(Enumerable.Repeat("é", 50))], 60);

        Assert.Equal([string.Concat(Enumerable.Repeat("👍", 6)) + " …", string.Concat(Enumerable.Repeat("é", 13)) + " …"], cut);
    }

    [Fact]
    public void Of_NoRoomAtAll_LeavesTheMarkAlone() => Assert.Equal([" …", ""], EvenCut.Of(["abc", ""], 0));
}
