using System.Globalization;
using System.Text;
using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools;

/// <summary>Reads what an MCP tool answered as text for the model.</summary>
internal static class McpResult
{
    private const int MaxLength = 1024 * 1024;

    /// <summary>The texts, a line each; what is no text is described. A tool's own error is the model's to read.</summary>
    public static ToolOutcome Read(CallToolResult result, Redaction secrets)
    {
        var text = string.Join('\n', (result.Content ?? []).Select(Describe));
        if (text.Length == 0 && result.StructuredContent is { } structured) text = JsonSerializer.Serialize(structured, ContractJson.Compact);
        // Before cutting, so that no half of a secret stays at the cut.
        text = secrets.Remove(text);
        if (text.Length > MaxLength) text = text[..MaxLength] + string.Create(CultureInfo.InvariantCulture, $"\n[cut: longer than {MaxLength} characters]");
        return new ToolOutcome(text, result.IsError is not true);
    }

    private static string Describe(ContentBlock content) => content switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => Bytes("image", image.MimeType, image.DecodedData.Length),
        AudioContentBlock audio => Bytes("audio", audio.MimeType, audio.DecodedData.Length),
        ResourceLinkBlock link => $"[link to {link.Name}: {link.Uri}]",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => $"[resource {resource.Uri}]\n{resource.Text}",
        EmbeddedResourceBlock { Resource: BlobResourceContents resource } => Bytes($"resource {resource.Uri}", resource.MimeType, resource.DecodedData.Length),
        _ => $"[content of type {content.Type}]",
    };

    private static string Bytes(string what, string? type, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"[{what}, {type ?? "unknown type"}, {count} bytes]");
}
