using System.Net;

namespace DurableTeams.Models.Providers;

/// <summary>
/// What an exception of somebody else's client says of the answer that it stands for. Clients of other packages have exceptions
/// of their own kinds, whose members have the usual names: <c>Status</c> or <c>StatusCode</c>, <c>RetryAfter</c>.
/// </summary>
internal static class ThrownStatus
{
    /// <summary>The HTTP status, or null.</summary>
    public static int? Of(Exception failure) =>
        (Member(failure, "Status") ?? Member(failure, "StatusCode")) switch
        {
            int number and >= 400 and <= 599 => number,
            HttpStatusCode code when (int)code is >= 400 and <= 599 => (int)code,
            _ => null,
        };

    /// <summary>How long to wait before the next attempt, or null.</summary>
    public static TimeSpan? Wait(Exception failure) =>
        Member(failure, "RetryAfter") is TimeSpan wait && wait >= TimeSpan.Zero ? wait : null;

    private static object? Member(Exception failure, string name)
    {
        try
        {
            return failure.GetType().GetProperty(name) is { CanRead: true } property && property.GetIndexParameters().Length == 0
                ? property.GetValue(failure)
                : null;
        }
        catch (Exception unreadable) when (unreadable is System.Reflection.TargetInvocationException
            or System.Reflection.AmbiguousMatchException)
        {
            return null;
        }
    }
}
