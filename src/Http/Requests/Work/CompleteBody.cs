using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Errors;
using DurableTeams.Http.OpenApi;
using DurableTeams.Runs.Remote;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace DurableTeams.Http.Requests.Work;

/// <summary>The body of a completion.</summary>
internal sealed partial record CompleteBody(string Token, WorkReply Reply) : IEndpointParameterMetadataProvider
{
    private const int MaxMessage = 10_000;

    /// <summary>Reads it.</summary>
    public static async ValueTask<CompleteBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("token", "output", "error");
        return new CompleteBody(TokenBody.Read(body), Read(body));
    }

    /// <summary>An output or an error. An output that is no text counts as its JSON.</summary>
    public static WorkReply Read(BodyFields body)
    {
        var (output, error) = (body.OptionalValue("output"), body.OptionalValue("error"));
        if (output is null == error is null)
            throw ApiErrors.InvalidField("output", "is required, or error instead of it: one of the two.");
        return output is { } value
            ? new WorkReply(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(), null)
            : new WorkReply(null, Error(body, error!.Value));
    }

    /// <summary>Describes it.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new TakenBody(typeof(CompleteBody), IsOptional: false));
    }

    private static RunError Error(BodyFields body, JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String)
            return new RunError(WorkReply.FailedCode, body.OptionalText("error", MaxMessage)!);
        var fields = body.OptionalFields("error")!.Value.Only("code", "message");
        var code = fields.OptionalText("code", MaxMessage) ?? WorkReply.FailedCode;
        if (!CodePattern().IsMatch(code))
            throw ApiErrors.InvalidField("error.code", "must be 1 to 64 letters, digits, _ or -.");
        fields.OptionalText("message", MaxMessage);
        return new RunError(code, fields.RequiredText("message"));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();
}
