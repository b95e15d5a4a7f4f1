using System.Reflection;
using System.Text.Json;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Storage.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The body of a report.</summary>
/// <param name="Token">The token.</param>
/// <param name="OwnSpans">Whether the worker exports spans of its own.</param>
/// <param name="Events">What the worker did.</param>
internal sealed record ReportBody(string Token, bool OwnSpans, IReadOnlyList<WorkerEvent> Events)
    : IEndpointParameterMetadataProvider
{
    private const int MaxEvents = 100;
    private const int MaxName = 200;
    private const int MaxText = 100_000;

    private static readonly string[] Types = ["modelCall", "toolCall", "text"];

    /// <summary>Reads it.</summary>
    public static async ValueTask<ReportBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("token", "spans", "events");
        var now = (context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();
        return new ReportBody(
            TokenBody.Read(body),
            body.OptionalWord("spans", "mine") is not null,
            [.. body.RequiredObjects("events", MaxEvents).Select(item => Read(item, now))]);
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(ReportBody), IsOptional: false));
    }

    private static WorkerEvent Read(BodyFields item, DateTimeOffset now)
    {
        item.Only("id", "type", "name", "startedAt", "endedAt", "usage", "arguments", "result", "error", "parentId");
        var usage = item.OptionalFields("usage")?.Only("inputTokens", "outputTokens");
        var ended = item.OptionalTime("endedAt");
        var started = item.OptionalTime("startedAt") ?? ended ?? now;
        return new WorkerEvent(Required(item, "id"), TypeOf(item))
        {
            Name = item.OptionalId("name", MaxName),
            StartedAt = started,
            EndedAt = ended > started ? ended.Value : started,
            InputTokens = usage?.OptionalCount("inputTokens") ?? 0,
            OutputTokens = usage?.OptionalCount("outputTokens") ?? 0,
            Arguments = item.OptionalValue("arguments"),
            Result = TextOf(item, "result"),
            Error = TextOf(item, "error"),
            ParentId = item.OptionalId("parentId", MaxName),
        };
    }

    private static WorkerEventType TypeOf(BodyFields item) => item.OptionalWord("type", Types) switch
    {
        "modelCall" => WorkerEventType.ModelCall,
        "toolCall" => WorkerEventType.ToolCall,
        "text" => WorkerEventType.Text,
        _ => throw ApiErrors.InvalidField(item.PathOf("type"), $"is required, one of {string.Join(", ", Types)}."),
    };

    private static string Required(BodyFields item, string name) =>
        item.OptionalId(name, MaxName) ?? throw ApiErrors.InvalidField(item.PathOf(name), "is required, a string.");

    // Tools answer with anything; what people read is text.
    private static string? TextOf(BodyFields item, string name)
    {
        if (item.OptionalValue(name) is not { } value) return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= MaxText
            ? text
            : throw ApiErrors.InvalidField(item.PathOf(name), $"must have at most {MaxText} characters.");
    }
}
