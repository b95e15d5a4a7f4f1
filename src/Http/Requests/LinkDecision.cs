using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Links;
using DurableTeams.Errors;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DurableTeams.Http.Requests;

/// <summary>Reads a decision by link: a form, a JSON object, or nothing where the link itself says the decision.</summary>
internal sealed record LinkDecision(string Word, string? Note, string? By)
{
    private const string Value = "value.";

    private static readonly string[] Parts = ["decision", "arguments", "result", "error"];

    public JsonElement? Arguments { get; private init; }

    public JsonElement? Values { get; private init; }

    public JsonElement? Result { get; private init; }

    public bool IsNullResult { get; private init; }

    public string? Error { get; private init; }

    /// <summary>The decision.</summary>
    /// <exception cref="ApiException">400: it cannot be read.</exception>
    public static async Task<LinkDecision> ReadAsync(HttpRequest request, LinkQuery link, RequirementRecord requirement)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        var body = isForm ? await RequestBody.ReadFormAsync(request) : await RequestBody.ReadAsync(request, optional: true);
        if (link.Decision != ApprovalLinks.Decide)
        {
            if (isForm) Keep(request, body, ["note", "by"]);
            return Common(body.Only("note", "by"), link.Decision);
        }

        if (isForm) return OfForm(request, body, requirement);
        var decision = Common(body.Only(["note", "by", "values", .. Parts]), WordOf(body));
        return decision with
        {
            Arguments = body.OptionalObject("arguments"),
            Values = body.OptionalObject("values"),
            Result = body.OptionalValue("result"),
            IsNullResult = body.IsNull("result"),
            Error = body.OptionalText("error", DecisionFields.MaxErrorLength),
        };
    }

    // A form sends all that stands in it: what does not belong to the button that was pressed is left out.
    private static LinkDecision OfForm(HttpRequest request, BodyFields body, RequirementRecord requirement)
    {
        var fields = requirement.InputFields ?? [];
        string[] known = ["note", "by", .. Parts, .. fields.Select(field => Value + field.Name)];
        Keep(request, body, known);
        var decision = Common(body.Only(known), WordOf(body));
        return decision.Word switch
        {
            DecisionKinds.Approve => decision with { Arguments = Edited(body, requirement) },
            DecisionKinds.Answer => decision with { Values = Filled(body, fields) },
            DecisionKinds.Result or DecisionKinds.Skip => decision with
            {
                Result = Text(body, "result") is { } result ? JsonSerializer.SerializeToElement(result) : null,
                Error = decision.Word == DecisionKinds.Result ? body.OptionalText("error", DecisionFields.MaxErrorLength) : null,
            },
            _ => decision,
        };
    }

    private static LinkDecision Common(BodyFields body, string word) => new(
        word, body.OptionalText("note", DecisionFields.MaxNoteLength), body.OptionalId("by", DecisionFields.MaxNameLength));

    private static string WordOf(BodyFields body) => body.RequiredText("decision") is var word && DecisionKinds.All.Contains(word)
        ? word
        : throw ApiErrors.UnknownDecision("decision", $"must be one of {string.Join(", ", DecisionKinds.All)}.");

    private static JsonElement? Edited(BodyFields body, RequirementRecord requirement)
    {
        if (Text(body, "arguments") is not { } text) return null;
        var arguments = RequestBody.ReadText(text, "arguments");
        if (arguments.ValueKind != JsonValueKind.Object) throw ApiErrors.InvalidField("arguments", "must be an object.");
        return JsonElement.DeepEquals(arguments, requirement.EditedArguments ?? requirement.Tool.Arguments) ? null : arguments;
    }

    private static JsonElement Filled(BodyFields body, IReadOnlyList<InputField> fields)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (Text(body, Value + field.Name) is { } text) values[field.Name] = ValueOf(field, text);
        }

        return JsonSerializer.SerializeToElement(values);
    }

    private static JsonElement ValueOf(InputField field, string text)
    {
        if (field.Choices?.Cast<JsonElement?>().FirstOrDefault(one => one!.Value.ToString() == text) is { } choice) return choice;
        return field.Type == "string"
            ? JsonSerializer.SerializeToElement(text)
            : RequestBody.ReadText(text, "values." + field.Name);
    }

    private static string? Text(BodyFields body, string name) =>
        body.OptionalText(name, RequestBody.MaxBytes)?.Replace("\r\n", "\n", StringComparison.Ordinal);

    // The body is read: pages that ask again find in it what was written.
    private static void Keep(HttpRequest request, BodyFields body, IEnumerable<string> known) =>
        request.Form = new FormCollection(
            known.Select(name => (Name: name, Text: body.OptionalText(name, RequestBody.MaxBytes)))
                .Where(field => field.Text is not null)
                .ToDictionary(field => field.Name, field => new StringValues(field.Text), StringComparer.Ordinal));
}
