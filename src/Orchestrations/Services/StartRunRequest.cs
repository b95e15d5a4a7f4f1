using System.Text.Json;

namespace DurableTeams.Services;

/// <summary>The checked input of a start.</summary>
/// <param name="Message">The message.</param>
/// <param name="SessionId">The session; null makes a new one.</param>
/// <param name="UserId">The user who asks.</param>
/// <param name="Metadata">The caller's metadata, a JSON object.</param>
public sealed record StartRunRequest(
    string Message, string? SessionId = null, string? UserId = null, JsonElement? Metadata = null);
