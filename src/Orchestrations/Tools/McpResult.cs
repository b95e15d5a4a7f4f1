using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace DurableTeams.Tools;

/// <summary>Reads what an MCP tool answered as text for the model.</summary>
internal static class McpResult
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The texts, a line each, up to 1 MiB; what is no text is described. A tool's own error is the model's to read.</summary>
    public static ToolOutcome Read(CallToolResult result)
    {
        var text = string.Join('\n', (result.Content ?? []).Select(Describe));
        if (text.Length == 0 && result.StructuredContent is { } structured) text = JsonSerializer.Serialize(structured, ContractJson.Compact);
        return new ToolOutcome(Cut(text), result.IsError is not true);
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxBytes / 3 || Encoding.UTF8.GetByteCount(text) <= MaxBytes) return text;
        var bytes = new byte[MaxBytes];
        // Whole characters only.
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: false, out var characters, out _, out _);
        return text[..characters] + string.Create(CultureInfo.InvariantCulture, $"\n[cut: longer than {MaxBytes} bytes]");
    }

    private static string Describe(ContentBlock content) => content switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => Bytes("image", image.MimeType, image.Data),
        AudioContentBlock audio => Bytes("audio", audio.MimeType, audio.Data),
        ResourceLinkBlock link => $"[link to {link.Name}: {link.Uri}]",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => $"[resource {resource.Uri}]\n{resource.Text}",
        EmbeddedResourceBlock { Resource: BlobResourceContents resource } => Bytes($"resource {resource.Uri}", resource.MimeType, resource.Blob),
        _ => $"[content of type {content.Type}]",
    };

    // By the length of its base64, which may be cut.
    private static string Bytes(string what, string? type, ReadOnlyMemory<byte> base64) =>
        string.Create(CultureInfo.InvariantCulture, $"[{what}, {type ?? "unknown type"}, {base64.Span.TrimEnd((byte)'=').Length * 3L / 4} bytes]");
}
