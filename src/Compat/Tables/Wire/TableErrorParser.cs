using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Reads the service's <c>odata.error</c> bodies; without one, Azure.Core takes <c>x-ms-error-code</c>.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public override bool TryParse(
        Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        error = null;
        data = null;
        if (response.ContentStream is not { CanSeek: true, Length: > 0 }) return false;
        try
        {
            using var json = JsonDocument.Parse(response.Content.ToMemory());
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("odata.error", out var body)) return false;
            var message = body.GetProperty("message");
            var text = message.ValueKind == JsonValueKind.Object ? message.GetProperty("value") : message;
            error = new ResponseError(body.GetProperty("code").GetString(), text.GetString());
            return true;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Proxies and gateways answer in forms of their own: the status still tells.
            return false;
        }
    }
}
