using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.Database.Writing;

/// <summary>A unit that must be written however long it takes.</summary>
internal sealed class PostedUnit(Action<WriteSession> work, Action? committed, Action<Exception> failed) : WriteUnit
{
    public override bool CanBeRefused => false;

    public override void Run(WriteSession session) => work(session);

    public override void Committed() => committed?.Invoke();

    public override void Failed(Exception exception) => failed(exception);
}
