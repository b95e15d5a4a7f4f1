using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Json;

namespace DurableTeams.Http.Requests;

/// <summary>Reads the members of a body, and names a wrong one. Null is the same as absent.</summary>
internal readonly struct BodyFields(JsonElement root, string prefix)
{
    private const int MaxShown = 10;
    private const int MaxShownName = 100;
    private const long MaxCount = 1_000_000_000_000;

    /// <summary>These fields, if there are no others: a misspelt field would be ignored in silence.</summary>
    /// <exception cref="ApiException">400: there is another field, or one is given twice.</exception>
    public BodyFields Only(params string[] known)
    {
        var at = prefix;
        List<(string Name, string Why)> wrong = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (wrong.Count == MaxShown) break;
            var name = member.Name.Length <= MaxShownName ? member.Name : member.Name[..MaxShownName] + "…";
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                wrong.Add((name, known.Length == 0
                    ? "is not known; this call takes no members."
                    : $"is not known{WordSuggestion.Hint(member.Name, known)}"));
            else if (!seen.Add(member.Name))
                wrong.Add((name, "is given twice."));
        }

        if (wrong.Count == 0) return this;
        throw ApiErrors.UnknownFields(at + wrong[0].Name, [.. wrong.Select(one => $"{at}{one.Name}: {one.Why}")]);
    }

    public string RequiredText(string name) => OptionalWords(name) ?? throw Wrong(name, "is required, a string.");

    /// <summary>A text that is not blank, or null.</summary>
    public string? OptionalWords(string name) =>
        OptionalText(name, int.MaxValue) is not { } text
            ? null
            : string.IsNullOrWhiteSpace(text) ? throw Wrong(name, "must not be empty.") : text;

    public string? OptionalText(string name, int maxLength)
    {
        if (!TryGet(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, "must be a string.");
        var text = value.GetString()!;
        return text.Length <= maxLength ? text : throw Wrong(name, $"must have at most {maxLength} characters.");
    }

    /// <summary>
    /// A name that the caller chose: 1 to <paramref name="maxLength"/> characters, no control characters, and neither <c>.</c>
    /// nor <c>..</c>, which no path can name.
    /// </summary>
    public string? OptionalId(string name, int maxLength)
    {
        if (OptionalText(name, maxLength) is not { } id) return null;
        if (string.IsNullOrWhiteSpace(id)) throw Wrong(name, "must not be empty.");
        if (id is "." or "..") throw Wrong(name, "must not be '.' or '..', which no address can name.");
        return id.Any(char.IsControl) ? throw Wrong(name, "must not hold control characters.") : id;
    }

    public JsonElement? OptionalObject(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Object ? OptionalValue(name) : throw Wrong(name, "must be an object.");
    }

    /// <summary>The same with a member that stands elsewhere in the request.</summary>
    public BodyFields With(string name, string value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject()) members[member.Name] = member.Value;
        members[name] = JsonSerializer.SerializeToElement(value);
        return new BodyFields(JsonSerializer.SerializeToElement(members), prefix);
    }

    /// <summary>Any JSON.</summary>
    public JsonElement? OptionalValue(string name)
    {
        if (!TryGet(name, out var value)) return null;
        return CallArguments.IsTooDeep(value)
            ? throw Wrong(name, $"must be at most {CallArguments.MaxDepth} levels deep.")
            : value;
    }

    /// <summary>A time as RFC 3339 writes it.</summary>
    public DateTimeOffset? OptionalTime(string name) => !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time
        : throw Wrong(name, "must be a time such as 2026-11-30T09:30:00Z.");

    /// <summary>A whole number, 0 or more.</summary>
    public long OptionalCount(string name) => !TryGet(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number is >= 0 and <= MaxCount ? number
        : throw Wrong(name, $"must be a whole number, 0 to {MaxCount}.");

    /// <summary>A whole number within bounds; null where it is absent.</summary>
    public long? OptionalNumber(string name, long least, long most) => !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"must be a whole number, {least} to {most}."));

    /// <summary>An object by its fields; null where it is absent.</summary>
    public BodyFields? OptionalFields(string name) => !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Object
            ? new BodyFields(value, $"{prefix}{name}.")
            : throw Wrong(name, "must be an object.");

    /// <summary>True or false.</summary>
    public bool? OptionalFlag(string name) => !TryGet(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(name, "must be true or false.");

    /// <summary>One of some words, or null.</summary>
    public string? OptionalWord(string name, params IReadOnlyList<string> words) =>
        OptionalText(name, int.MaxValue) is not { } text
            ? null
            : words.Contains(text, StringComparer.Ordinal)
                ? text
                : throw Wrong(name, $"must be one of {string.Join(", ", words)}.");

    /// <summary>Whether it is written, and null.</summary>
    public bool IsNull(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A sequence number, 0 or more.</summary>
    public long? OptionalSequence(string name) => !TryGet(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number
        : throw Wrong(name, QueryFields.SequenceIs);

    /// <summary>The objects of an array, each read with the place it is at.</summary>
    public IReadOnlyList<BodyFields> RequiredObjects(string name, int max)
    {
        if (!TryGet(name, out var value) || value.ValueKind != JsonValueKind.Array) throw Wrong(name, "is required, an array.");
        var length = value.GetArrayLength();
        if (length == 0) throw Wrong(name, "must not be empty.");
        if (length > max) throw Wrong(name, $"must have at most {max} items.");
        var items = new BodyFields[length];
        for (var i = 0; i < length; i++)
        {
            var place = FormattableString.Invariant($"{name}[{i}]");
            if (value[i].ValueKind != JsonValueKind.Object) throw Wrong(place, "must be an object.");
            items[i] = new BodyFields(value[i], $"{prefix}{place}.");
        }

        return items;
    }

    public string PathOf(string name) => prefix + name;

    private bool TryGet(string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private ApiException Wrong(string name, string message) => ApiErrors.InvalidField(prefix + name, message);
}
