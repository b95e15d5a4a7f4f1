using System.Globalization;
using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools.Mcp;

/// <summary>Reads the answer of an MCP tool as text for the model.</summary>
internal static class McpResult
{
    /// <summary>The texts, one line each; other contents are described. The tool's own error goes to the model.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="secrets">The secrets to redact; redaction comes before any cut, so that no half of a secret remains at the
    /// cut.</param>
    /// <param name="partly">Whether the answer was longer than the bound.</param>
    public static ToolOutcome Read(CallToolResult result, Redaction secrets, bool partly)
    {
        var text = string.Join('\n', (result.Content ?? []).Select(Describe));
        if (text.Length == 0 && result.StructuredContent is { } structured)
            text = JsonSerializer.Serialize(structured, ContractJson.Compact);
        text = secrets.Remove(text);
        return new ToolOutcome(
            partly ? ToolResults.Fit(text, ToolResults.MaxResult, isWhole: false) : text, result.IsError is not true);
    }

    private static string Describe(ContentBlock content) => content switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => Bytes("image", image.MimeType, image.Data),
        AudioContentBlock audio => Bytes("audio", audio.MimeType, audio.Data),
        ResourceLinkBlock link => $"[link to {link.Name}: {link.Uri}]",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => $"[resource {resource.Uri}]\n{resource.Text}",
        EmbeddedResourceBlock { Resource: BlobResourceContents resource } =>
            Bytes($"resource {resource.Uri}", resource.MimeType, resource.Blob),
        _ => $"[content of type {content.Type}]",
    };

    // By the length of its base64, which may be cut.
    private static string Bytes(string what, string? type, ReadOnlyMemory<byte> base64) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"[{what}, {type ?? "unknown type"}, {base64.Span.TrimEnd((byte)'=').Length * 3L / 4} bytes]");
}
