namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>Where a sub-orchestration's answer goes.</summary>
internal sealed record ParentLink(long Key, int Generation, int TaskId, string Name, string InstanceId);
