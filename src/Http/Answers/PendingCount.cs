namespace DurableTeams.Http.Answers;

/// <summary>How many requirements of a team are pending.</summary>
internal sealed record PendingCount(string TeamId, int Pending);
