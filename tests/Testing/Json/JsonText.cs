using System.Text.Json;

namespace DurableTeams.Testing.Json;

/// <summary>Reading JSON in assertions: a missing member fails with the whole value in the message.</summary>
public static class JsonText
{
    private const int MaxDepth = 200;

    public static JsonElement Parse(string text) =>
        JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <summary>The member, however deep; fails where it is not there.</summary>
    public static JsonElement At(this JsonElement value, params ReadOnlySpan<string> path)
    {
        var here = value;
        foreach (var name in path)
        {
            if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(name, out var next))
                throw new KeyNotFoundException(
                    $"No member '{name}' ({string.Join('.', path.ToArray())}) in {value.GetRawText()}");
            here = next;
        }

        return here;
    }

    /// <summary>The member as text; null where it is null or not there.</summary>
    public static string? Text(this JsonElement value, params ReadOnlySpan<string> path)
    {
        var here = value;
        foreach (var name in path)
        {
            if (here.ValueKind != JsonValueKind.Object || !here.TryGetProperty(name, out here)) return null;
        }

        return here.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => here.GetString(),
            _ => here.GetRawText(),
        };
    }

    public static long Number(this JsonElement value, params ReadOnlySpan<string> path) => value.At(path).GetInt64();

    public static IReadOnlyList<JsonElement> Items(this JsonElement value, params ReadOnlySpan<string> path) =>
        [.. value.At(path).EnumerateArray()];

    /// <summary>The run's one member run of this member, by spawn.</summary>
    public static JsonElement Member(this JsonElement run, string memberId, int spawn = 1) =>
        run.Items("members").Single(member => member.Text("memberId") == memberId && member.Number("spawn") == spawn);

    /// <summary>The requirements a run lists that wait for a person.</summary>
    public static IReadOnlyList<JsonElement> Pending(this JsonElement run) =>
        [.. run.Items("requirements").Where(requirement => requirement.Text("status") == "pending")];
}
