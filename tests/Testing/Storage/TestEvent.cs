using DurableTeams.Storage.Records;
using DurableTeams.Testing.Json;

namespace DurableTeams.Testing.Storage;

/// <summary>Events for a change to add.</summary>
public static class TestEvent
{
    /// <summary>The event with this key, that a model call completed.</summary>
    public static RunEventDraft Of(string key, string? data = null) =>
        new(key, RunEventTypes.ModelCallCompleted, Data: data is null ? null : JsonText.Parse(data));
}
