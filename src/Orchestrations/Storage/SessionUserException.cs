namespace DurableTeams.Storage;

/// <summary>The run's session belongs to another user: the first user whom one of the session's runs named.</summary>
public sealed class SessionUserException(string sessionId) : Exception($"The session '{sessionId}' belongs to another user.");
