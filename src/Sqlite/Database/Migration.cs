namespace DurableTeams.Sqlite.Database;

/// <summary>One step of the schema: a room's name, for messages, and its script.</summary>
internal sealed record Migration(string Room, string Script);
