using System.Text.Json.Nodes;

namespace DurableTeams.Http.Protocols;

/// <summary>Makes objects of protocols that leave out what they have not, and never write null.</summary>
internal static class JsonParts
{
    /// <summary>An object without the members that are null.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var part = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null) part[name] = value;
        }

        return part;
    }
}
