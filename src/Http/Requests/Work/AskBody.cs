using System.Reflection;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Services.Work;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The body of a worker's question.</summary>
internal sealed record AskBody(string Token, WorkAskRequest Question) : IEndpointParameterMetadataProvider
{
    private const int MaxName = 200;
    private const int MaxNote = 10_000;
    private const int MaxFields = 50;

    private static readonly string[] Kinds = ["confirmation", "userInput", "externalExecution"];
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "array", "object"];
    private static readonly JsonElement None = JsonElement.Parse("{}");

    /// <summary>Reads it.</summary>
    public static async ValueTask<AskBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("token", "id", "kind", "tool", "inputFields", "note");
        var token = TokenBody.Read(body);
        var kind = KindOf(body);
        var tool = body.OptionalFields("tool")?.Only("name", "arguments")
            ?? throw ApiErrors.InvalidField("tool", "is required, an object with a name and arguments.");
        var fields = Fields(body);
        if (kind == RequirementKind.UserInput && fields is null)
            throw ApiErrors.InvalidField("inputFields", "is required for kind userInput: what the person fills in.");
        if (kind != RequirementKind.UserInput && fields is not null)
            throw ApiErrors.InvalidField("inputFields", "is for kind userInput alone.");
        return new AskBody(token, new WorkAskRequest(
            Required(body, "id"), kind, Required(tool, "name"), tool.OptionalObject("arguments") ?? None, fields,
            body.OptionalText("note", MaxNote)));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(AskBody), IsOptional: false));
    }

    private static RequirementKind KindOf(BodyFields body) => body.OptionalWord("kind", Kinds) switch
    {
        "confirmation" => RequirementKind.Confirmation,
        "userInput" => RequirementKind.UserInput,
        "externalExecution" => RequirementKind.ExternalExecution,
        _ => throw ApiErrors.InvalidField("kind", $"is required, one of {string.Join(", ", Kinds)}."),
    };

    private static List<InputField>? Fields(BodyFields body)
    {
        if (body.OptionalValue("inputFields") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MaxFields)
            throw ApiErrors.InvalidField("inputFields", $"must be an array of 1 to {MaxFields} fields.");
        var fields = new List<InputField>();
        foreach (var (i, item) in value.EnumerateArray().Index())
        {
            var place = FormattableString.Invariant($"inputFields[{i}]");
            var field = item.ValueKind switch
            {
                JsonValueKind.String when item.GetString() is { Length: > 0 and <= MaxName } name =>
                    new InputField(name, "string"),
                JsonValueKind.Object => Field(new BodyFields(item, place + ".")),
                _ => throw ApiErrors.InvalidField(place, "must be a name, or an object with a name."),
            };
            if (fields.Exists(other => other.Name == field.Name)) throw ApiErrors.InvalidField(place, "names a field twice.");
            fields.Add(field with { Required = field.Required ?? true });
        }

        return fields;
    }

    private static InputField Field(BodyFields item)
    {
        item.Only("name", "type", "description", "required");
        return new InputField(
            Required(item, "name"), item.OptionalWord("type", Types) ?? "string", item.OptionalText("description", MaxNote))
        {
            Required = item.OptionalFlag("required"),
        };
    }

    private static string Required(BodyFields body, string name) =>
        body.OptionalId(name, MaxName) ?? throw ApiErrors.InvalidField(body.PathOf(name), "is required, a string.");
}
