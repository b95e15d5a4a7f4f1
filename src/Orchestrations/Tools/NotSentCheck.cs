using DurableTeams.Outbound;

namespace DurableTeams.Tools;

/// <summary>
/// Recognises failures before the request went out: the server does not have the request, so another call is safe.
/// </summary>
internal static class NotSentCheck
{
    /// <summary>Whether the name was not found, nobody listens, or no secure connection could be made.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is OutboundRefusedException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError })
            {
                return true;
            }
        }

        return false;
    }
}
