using System.Globalization;
using System.Text.RegularExpressions;
using DurableTeams.Http.Answers;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DurableTeams.Http.OpenApi;

/// <summary>Describes an operation by its endpoint's metadata: parameters, body, answers, problems, who may call it.</summary>
internal sealed partial class OperationTransformer : IOpenApiOperationTransformer
{
    private static readonly Dictionary<int, string> Problems = new()
    {
        [400] = "BadRequest",
        [401] = "Unauthorized",
        [403] = "LinkRefused",
        [404] = "NotFound",
        [409] = "Conflict",
        [413] = "TooLarge",
        [422] = "KeyReused",
        [429] = "TooMany",
        [503] = "Unavailable",
    };

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var (metadata, document) = (context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
        var open = Described.IsOpen(metadata);
        var inPath = InPath().Matches(context.Description.RelativePath!).Select(match => match.Groups[1].Value);
        operation.Parameters =
        [
            .. inPath.Concat(metadata.OfType<TakenParameter>().Select(parameter => parameter.Name))
                .Select(name => new OpenApiParameterReference(name, document)),
        ];
        operation.RequestBody = metadata.OfType<TakenBody>().LastOrDefault() is { } body
            ? new OpenApiRequestBody
            {
                Required = !body.IsOptional,
                Content = Content(body.ContentTypes is [_, ..] types ? types : [JsonAnswer.MediaType], body.Type, document),
            }
            : null;
        operation.Responses = Answers(metadata, document);
        foreach (var status in metadata.OfType<Problems>().SelectMany(problems => problems.Statuses)
            .Concat(open ? [503] : [401, 503]).Order())
            operation.Responses[Text(status)] = new OpenApiResponseReference(Problems[status], document);
        if (open) operation.Security = [];
        return Task.CompletedTask;
    }

    private static OpenApiResponses Answers(IList<object> metadata, OpenApiDocument document)
    {
        var answers = new OpenApiResponses();
        foreach (var status in metadata.OfType<IProducesResponseTypeMetadata>().GroupBy(answer => answer.StatusCode)
            .OrderBy(group => group.Key))
        {
            var text = metadata.OfType<AnswerText>().LastOrDefault(one => one.Status == status.Key);
            var answer = new OpenApiResponse
            {
                Description = text?.Text ?? "Done",
                Content = new Dictionary<string, OpenApiMediaType>(),
            };
            foreach (var form in status.Where(form => form.Type is not null && form.Type != typeof(void)))
            {
                foreach (var (type, content) in Content(form.ContentTypes, form.Type!, document)) answer.Content[type] = content;
            }

            if (text?.Location == true) answer.Headers = new Dictionary<string, IOpenApiHeader> { ["Location"] = Location() };
            answers[Text(status.Key)] = answer;
        }

        return answers;
    }

    private static Dictionary<string, OpenApiMediaType> Content(IEnumerable<string> types, Type type, OpenApiDocument document) =>
        types.ToDictionary(name => name, _ => new OpenApiMediaType { Schema = Schema(type, document) }, StringComparer.Ordinal);

    private static IOpenApiSchema Schema(Type type, OpenApiDocument document) => Schemas.NameOf(type) is { } name
        ? new OpenApiSchemaReference(name, document)
        : new OpenApiSchema { Type = JsonSchemaType.String };

    private static OpenApiHeader Location() =>
        new() { Description = "The run's address", Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
