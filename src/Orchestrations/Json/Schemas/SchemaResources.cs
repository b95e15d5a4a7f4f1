using System.Globalization;
using System.Text.Json;

namespace DurableTeams.Json.Schemas;

/// <summary>
/// The targets of a schema's references: the schema itself and its parts, by pointer, anchor or <c>$id</c>. Nothing is ever
/// fetched.
/// </summary>
internal sealed class SchemaResources
{
    /// <summary>The address of a schema without one.</summary>
    public static readonly Uri NoId = new("schema:///root");

    private readonly Dictionary<Uri, JsonElement> _resources = [];
    private readonly Dictionary<(Uri Resource, string Name), Place> _anchors = [];

    public SchemaResources(JsonElement root)
    {
        _resources[NoId] = root;
        Read(root, NoId);
    }

    /// <summary>
    /// A schema, the address of the resource it is in, and the name of its dynamic anchor, if it was found by that.
    /// </summary>
    public readonly record struct Place(JsonElement Schema, Uri Resource, string? DynamicAnchor = null);

    /// <summary>The address of the resource of a schema: the schema's own address, where it has one.</summary>
    public static Uri ResourceOf(JsonElement schema, Uri outer) =>
        schema.ValueKind == JsonValueKind.Object && SchemaKeywords.Text(schema, "$id") is { } id && Address(outer, id) is { } own
            ? own
            : outer;

    /// <summary>The target of a reference; null where this schema does not hold it.</summary>
    public Place? Find(Uri from, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (address, fragment) = hash < 0
            ? (reference, "")
            : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        var resource = address.Length == 0 ? from : Address(from, address);
        if (resource is null || !_resources.TryGetValue(resource, out var root)) return null;
        if (fragment.Length == 0) return new(root, resource);
        if (fragment[0] == '/') return Follow(root, resource, fragment[1..]);
        return _anchors.TryGetValue((resource, fragment), out var place) ? place : null;
    }

    /// <summary>The dynamic anchor of this name in a resource, or null.</summary>
    public Place? Dynamic(Uri resource, string name) =>
        _anchors.TryGetValue((resource, name), out var place) && place.DynamicAnchor is not null ? place : null;

    private void Read(JsonElement schema, Uri outer)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in schema.EnumerateArray()) Read(item, outer);
        }

        if (schema.ValueKind != JsonValueKind.Object) return;
        var resource = ResourceOf(schema, outer);
        if (resource != outer) _resources.TryAdd(resource, schema);
        if (SchemaKeywords.Text(schema, "$anchor") is { } anchor) _anchors.TryAdd((resource, anchor), new(schema, resource));
        if (SchemaKeywords.Text(schema, "$dynamicAnchor") is { } dynamic)
            _anchors.TryAdd((resource, dynamic), new(schema, resource, dynamic));
        foreach (var keyword in schema.EnumerateObject())
        {
            if (SchemaKeywords.Values.Contains(keyword.Name)) continue;
            if (SchemaKeywords.Maps.Contains(keyword.Name) && keyword.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in keyword.Value.EnumerateObject()) Read(member.Value, resource);
            }
            else
            {
                Read(keyword.Value, resource);
            }
        }
    }

    private static Place? Follow(JsonElement root, Uri resource, string pointer)
    {
        var current = root;
        foreach (var part in pointer.Split('/'))
        {
            if (current.ValueKind == JsonValueKind.Object && !current.Equals(root)) resource = ResourceOf(current, resource);
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(name, out var member)) current = member;
            else if (current.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < current.GetArrayLength())
            {
                current = current[index];
            }
            else
            {
                return null;
            }
        }

        return new(current, ResourceOf(current, resource));
    }

    private static Uri? Address(Uri from, string reference) =>
        Uri.TryCreate(from, reference.TrimEnd('#'), out var address) ? address : null;
}
