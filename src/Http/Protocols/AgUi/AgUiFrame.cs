using System.Text.Json.Nodes;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// Makes the events of AG-UI 1.0 (https://docs.ag-ui.com/spec/1.0, schema.json): camelCase members, absent where there is
/// nothing, never null.
/// </summary>
internal static class AgUiFrame
{
    /// <summary>The version that is spoken.</summary>
    public const string Version = "1.0";

    /// <summary>The member of <c>metadata</c> that has what is ours.</summary>
    public const string Own = "durableteams";

    /// <summary>An event, or a part of one, without the members that are null.</summary>
    public static JsonObject Of(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var frame = Part(members);
        frame.Insert(0, "type", type);
        return frame;
    }

    /// <summary>An object without the members that are null.</summary>
    public static JsonObject Part(params ReadOnlySpan<(string Name, JsonNode? Value)> members) => JsonParts.Of(members);

    /// <summary>The end of a run that failed, or of a request that cannot be granted.</summary>
    public static JsonObject Error(string code, string message) => Of("RUN_ERROR", ("message", message), ("code", code));
}
