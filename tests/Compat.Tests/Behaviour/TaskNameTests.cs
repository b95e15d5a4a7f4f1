using Microsoft.DurableTask;

namespace DurableTeams.Compat.Tests.Behaviour;

public sealed class TaskNameTests
{
    [Fact]
    public void Equality_NamesDifferInCase_AreEqual()
    {
        TaskName lower = "team", upper = "TEAM";
        Assert.True(lower == upper);
        Assert.True(lower.Equals((object)upper));
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.True(lower != new TaskName("other"));
    }

    [Fact]
    public void Conversion_ToAndFromString_KeepsTheName()
    {
        TaskName name = "Team";
        string text = name;
        Assert.Equal("Team", text);
        Assert.Equal("Team", name.ToString());
    }

    [Fact]
    public void Conversion_EmptyString_IsTheDefaultName() => Assert.Equal(default, (TaskName)"");

    [Fact]
    public void TaskVersion_NullEmptyAndDefault_AreUnversioned()
    {
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(null));
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal("", default(TaskVersion).Version);
        Assert.Equal(new TaskVersion("V1"), new TaskVersion("v1"));
        Assert.Throws<ArgumentException>(() => new TaskVersion("  "));
    }
}
