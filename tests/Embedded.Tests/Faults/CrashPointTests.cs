using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Embedded.Tests.Faults;

/// <summary>A life is killed or ends in order: storage that dies under an orderly end would keep that end waiting.</summary>
public sealed class CrashPointTests : IDisposable
{
    private readonly FastDirectory _space = new();

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Pass_LifeWasSpared_NothingKillsIt()
    {
        var crash = Crash();

        Assert.True(crash.Spare());

        crash.Options.Fault!(WritePoint.AfterCommit);
        crash.Options.Fault!(WritePoint.BeforeGroup);
        Assert.False(crash.Crashed.IsCompleted);
        Assert.True(crash.Spare());
    }

    [Fact]
    public void Spare_LifeWasKilled_ItStaysDead()
    {
        var crash = Crash();
        Assert.Throws<SqliteFailureException>(() => crash.Options.Fault!(WritePoint.AfterCommit));

        Assert.False(crash.Spare());

        Assert.True(crash.Crashed.IsCompleted);
        Assert.Throws<SqliteFailureException>(() => crash.Options.Fault!(WritePoint.BeforeGroup));
    }

    private CrashPoint Crash() => new(1, _space.Next()) { Lives = _space.Next() };
}
