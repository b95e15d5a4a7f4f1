using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Http.Forms;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DurableTeams.Http.Requests;

/// <summary>Reads a decision by link: a form, a JSON object, or nothing where the link itself says the decision.</summary>
internal sealed record LinkDecision(string Word, string? Note, string? By)
{
    public JsonElement? Arguments { get; private init; }

    public JsonElement? Values { get; private init; }

    public JsonElement? Result { get; private init; }

    public bool IsNullResult { get; private init; }

    public string? Error { get; private init; }

    /// <summary>The decision.</summary>
    /// <exception cref="ApiException">400: it cannot be read.</exception>
    public static async Task<LinkDecision> ReadAsync(HttpRequest request, LinkQuery link, Func<Task<RequirementContextView>> find)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var body = isForm ? await RequestBody.ReadFormAsync(request) : await RequestBody.ReadAsync(request, optional: true);
        if (link.Decision != ApprovalLinks.Decide)
        {
            if (isForm) Keep(request, body, ["note", "by"]);
            return Common(body.Only("note", "by"), link.Decision);
        }

        if (isForm) return OfForm(request, body, await find());
        var decision = Common(body.Only("note", "by", "values", "decision", "arguments", "result", "error"), WordOf(body));
        return decision with
        {
            Arguments = body.OptionalObject("arguments"),
            Values = body.OptionalObject("values"),
            Result = body.OptionalValue("result"),
            IsNullResult = body.IsNull("result"),
            Error = body.OptionalText("error", DecisionFields.MaxErrorLength),
        };
    }

    private static LinkDecision OfForm(HttpRequest request, BodyFields body, RequirementContextView context)
    {
        var fields = ArgumentFields.Of(context.Requirement.InputFields)
            .Concat(ArgumentFields.Of(context.Requirement.Tool.Arguments, context.ArgumentsSchema));
        string[] known =
            [.. DecisionInputs.Plain, .. fields.Select(field => DecisionInputs.Value + field.Name)
                .Distinct(StringComparer.Ordinal)];
        Keep(request, body, known);
        var posted = PostedDecision.Read(name => Entered(body, name), context);
        return Common(body.Only(known), posted.Word) with
        {
            Arguments = posted.Arguments,
            Values = posted.Values,
            Result = posted.Result,
            Error = posted.Error,
        };
    }

    private static LinkDecision Common(BodyFields body, string word) => new(
        word, body.OptionalText("note", DecisionFields.MaxNoteLength), body.OptionalId("by", DecisionFields.MaxNameLength));

    private static string WordOf(BodyFields body) => body.RequiredText("decision") is var word && DecisionKinds.All.Contains(word)
        ? word
        : throw ApiErrors.UnknownDecision("decision", $"must be one of {string.Join(", ", DecisionKinds.All)}.");

    // An input that was left empty is there, and null.
    private static string? Entered(BodyFields body, string name) =>
        body.OptionalText(name, RequestBody.MaxBytes) ?? (body.IsNull(name) ? "" : null);

    // The body is read: pages that ask again find in it what was written.
    private static void Keep(HttpRequest request, BodyFields body, IEnumerable<string> known) =>
        request.Form = new FormCollection(
            known.Select(name => (Name: name, Text: Entered(body, name)))
                .Where(field => field.Text is not null)
                .ToDictionary(field => field.Name, field => new StringValues(field.Text), StringComparer.Ordinal));
}
