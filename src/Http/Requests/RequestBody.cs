using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using DurableTeams.Errors;
using DurableTeams.Http.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace DurableTeams.Http.Requests;

/// <summary>Reads a body that must be a JSON object: at most 1 MiB, 64 levels deep, well-formed text without NUL.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Format = new() { MaxDepth = 64 };

    /// <summary>The object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="optional">Whether a missing body counts as an empty object.</param>
    public static async Task<BodyFields> ReadAsync(HttpRequest request, bool optional = false)
    {
        var root = await ReadJsonAsync(request, optional);
        return root.ValueKind == JsonValueKind.Object
            ? new BodyFields(root, "")
            : throw ApiErrors.MalformedBody("The body must be a JSON object.");
    }

    /// <summary>Any JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="optional">Whether a missing body counts as an empty object.</param>
    public static async Task<JsonElement> ReadJsonAsync(HttpRequest request, bool optional = false)
    {
        if (request.ContentLength > MaxBytes) throw TooLarge();
        var bytes = await ReadBytesAsync(request);
        if (bytes.Length == 0)
        {
            if (optional) return Parse("{}"u8.ToArray());
            throw ApiErrors.MalformedBody("The body is empty; send a JSON object.");
        }

        return Parse(bytes);
    }

    /// <summary>
    /// The fields of an HTML form, each at most once, well-formed text without NUL; one that was left empty is null. Values of
    /// fields and arguments are as they were entered, others without the spaces around them.
    /// </summary>
    public static async Task<BodyFields> ReadFormAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes) throw TooLarge();
        var bytes = await ReadBytesAsync(request);
        if (!Utf8.IsValid(bytes.Span)) throw ApiErrors.MalformedBody("The body is not valid UTF-8.");
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(bytes.Span));
        if (fields.Any(field => field.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true)))
            throw ApiErrors.MalformedBody("The body holds the character U+0000.");
        if (fields.FirstOrDefault(field => field.Value.Count > 1) is { Value.Count: > 1 } twice)
            throw ApiErrors.MalformedBody($"The form has a field {twice.Value.Count} times.");
        var written = fields.ToDictionary(
            field => field.Key, field => Entered(field.Key, field.Value.ToString()) is { Length: > 0 } text ? text : null,
            StringComparer.Ordinal);
        return new BodyFields(JsonSerializer.SerializeToElement(written), "");
    }

    /// <summary>The JSON that a text of a body is, as strict as a body.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static JsonElement ReadText(string text, string place)
    {
        try
        {
            return Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (ApiException exception)
        {
            throw ApiErrors.InvalidField(place, $"must be JSON. {exception.Message}");
        }
    }

    private static string Entered(string name, string text) =>
        name.StartsWith(DecisionInputs.Value, StringComparison.Ordinal) ? text : text.Trim();

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) throw ApiErrors.MalformedBody("The body is not valid UTF-8.");
        try
        {
            CheckText(bytes.Span);
            using var document = JsonDocument.Parse(bytes, Format);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ApiErrors.MalformedBody($"The body is not JSON that this API accepts: {exception.Message}");
        }
    }

    /// <summary>
    /// Refuses half a surrogate pair and NUL: not everything that text passes through can store or send them.
    /// </summary>
    private static void CheckText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Format.MaxDepth });
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped || reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
            string? text;
            try
            {
                text = reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw ApiErrors.MalformedBody("The body holds half of a surrogate pair (\\uD800 to \\uDFFF).");
            }

            if (text!.Contains('\0', StringComparison.Ordinal))
                throw ApiErrors.MalformedBody("The body holds the character \\u0000.");
        }
    }

    private static ApiException TooLarge() => new(413, "bodyTooLarge", "The body is larger than 1 MiB.");
}
