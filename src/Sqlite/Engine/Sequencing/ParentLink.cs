namespace DurableTeams.Sqlite.Engine.Sequencing;

/// <summary>The receiver of a sub-orchestration's answer.</summary>
internal sealed record ParentLink(long Key, int Generation, int TaskId, string Name, string InstanceId);
