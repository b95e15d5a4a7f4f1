namespace DurableTeams.Storage;

/// <summary>A run was to be created in a session that is another user's: the first user who was named in it is the one it belongs to.</summary>
public sealed class SessionUserException(string sessionId) : Exception($"The session '{sessionId}' belongs to another user.");
