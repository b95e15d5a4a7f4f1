using DurableTeams.Errors;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.AiSdk;

/// <summary>
/// Whether a caller of our own API wants a run told as a UI message stream, by the header that names the stream.
/// </summary>
internal static class AiSdkNegotiation
{
    /// <summary>The header, on requests and answers.</summary>
    public const string Header = "x-vercel-ai-ui-message-stream";

    /// <summary>The version that is spoken.</summary>
    public const string Version = "v1";

    /// <summary>Whether the request asks for it; never where the protocol is off.</summary>
    /// <exception cref="ApiException">400: it asks for another version.</exception>
    public static bool Wants(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var asked)) return false;
        if (!ProtocolChoice.Of(request.HttpContext.RequestServices).AiSdk) return false;
        return asked.ToString() == Version ? true : throw new ApiException(
            400, "unknownVersion", $"{Header}: '{asked}' is not spoken here; this is {Version}.", Header);
    }
}
