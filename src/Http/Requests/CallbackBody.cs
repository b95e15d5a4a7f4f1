using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DurableTeams.Http.Requests;

/// <summary>Reads what comes with a decision by link: a form, a JSON object, or nothing.</summary>
internal sealed record CallbackBody(string? Note, string? By)
{
    /// <summary>The note and the name that was claimed.</summary>
    public static async Task<CallbackBody> ReadAsync(HttpRequest request)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var body = isForm ? await RequestBody.ReadFormAsync(request) : await RequestBody.ReadAsync(request, optional: true);
        body = body.Only("note", "by");
        return new CallbackBody(
            body.OptionalText("note", DecisionFields.MaxNoteLength), body.OptionalId("by", DecisionFields.MaxNameLength));
    }
}
