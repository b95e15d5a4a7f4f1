using System.Text.Json;

namespace DurableTeams.Services;

/// <summary>What a run is started with, already checked.</summary>
/// <param name="Message">The message.</param>
/// <param name="SessionId">The session; made up where null.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="Metadata">The caller's metadata, a JSON object.</param>
public sealed record StartRunRequest(string Message, string? SessionId = null, string? UserId = null, JsonElement? Metadata = null);
