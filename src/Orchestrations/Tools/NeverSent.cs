using DurableTeams.Outbound;

namespace DurableTeams.Tools;

/// <summary>Whether a failure is one before the request went out: nobody has it, so calling again is safe.</summary>
internal static class NeverSent
{
    /// <summary>Whether it is: the name was not found, nobody listens, or no connection could be secured.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is OutboundRefusedException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError })
            {
                return true;
            }
        }

        return false;
    }
}
