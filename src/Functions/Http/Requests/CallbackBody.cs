using DurableTeams.Definitions;
using DurableTeams.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DurableTeams.Functions.Http.Requests;

/// <summary>Reads what comes with a decision by link: a form, a JSON object, or nothing.</summary>
internal static class CallbackBody
{
    /// <summary>The note and the name that was claimed.</summary>
    public static async Task<(string? Note, string? By)> ReadAsync(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            var body = (await RequestBody.ReadAsync(request, optional: true)).Only("note", "by");
            return (body.OptionalText("note", DecisionFields.MaxNoteLength), body.OptionalId("by", DecisionFields.MaxNameLength));
        }

        var form = await RequestBody.ReadFormAsync(request);
        if (form.Keys.FirstOrDefault(name => name is not ("note" or "by")) is { } unknown)
            throw ApiErrors.UnknownFields(unknown, [$"{unknown}: is not known{NearestWord.Hint(unknown, ["note", "by"])}"]);
        var (note, by) = (Text(form, "note", DecisionFields.MaxNoteLength), Text(form, "by", DecisionFields.MaxNameLength));
        return by?.Any(char.IsControl) == true ? throw ApiErrors.InvalidField("by", "must not hold control characters.") : (note, by);
    }

    /// <summary>A field that was left empty is none.</summary>
    private static string? Text(IReadOnlyDictionary<string, string> form, string name, int max)
    {
        var text = form.GetValueOrDefault(name)?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        return text.Length <= max ? text : throw ApiErrors.InvalidField(name, $"must have at most {max} characters.");
    }
}
