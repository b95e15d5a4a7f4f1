using DurableTeams.Sqlite.Database.Writing;

namespace DurableTeams.Embedded.Tests.Database;

public sealed class WriteScopeTests
{
    [Fact]
    public async Task Add_FromAwaitedCode_IsInTheScope()
    {
        using var scope = WriteScope.Begin();
        await Task.Run(() => WriteScope.Current!.Add(_ => { }));
        Assert.Single(scope.Units);
    }

    [Fact]
    public void Dispose_RestoresTheOuterScope_RefusesLateWrites()
    {
        using var outer = WriteScope.Begin();
        var inner = WriteScope.Begin();
        inner.Dispose();
        Assert.Same(outer, WriteScope.Current);
        Assert.Throws<InvalidOperationException>(() => inner.Add(_ => { }));
    }
}
