using System.ClientModel;
using System.Net.Sockets;
using System.Text.Json;
using DurableTeams.Definitions;
using DurableTeams.Models.Providers;

namespace DurableTeams.Models;

/// <summary>Turns what chat clients throw into a <see cref="ModelException"/>.</summary>
internal static class ModelFailures
{
    /// <summary>
    /// Says what failed, and whether another attempt may help. 408, 409, 429, 5xx, broken connections and timeouts may pass;
    /// another status, and an unexpected exception, will not. Exceptions of other packages are read by their <c>Status</c> or
    /// <c>StatusCode</c>, their <c>RetryAfter</c>, and the broken connection inside them. A cancellation counts as a timeout:
    /// callers that cancelled themselves check their token first. The original is not kept as inner exception, since its text may
    /// repeat the request or the key.
    /// </summary>
    /// <param name="failure">The exception.</param>
    /// <param name="secret">The key, taken out of the message wherever it occurs.</param>
    public static ModelException Classify(Exception failure, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            ModelException known => known,
            ClientResultException { Status: > 0 } answered => ProviderError.FromResponse(answered, secret),
            ClientResultException { InnerException: { } inner } => Classify(inner, secret),
            AggregateException { InnerExceptions: [.., var last] } => Classify(last, secret),
            OperationCanceledException or TimeoutException =>
                new ModelException("The model did not answer in time.", transient: true),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                new ModelException("The model's answer is too large.", transient: false),
            HttpRequestException { StatusCode: { } status } http => ProviderError.FromStatus((int)status, http.Message, secret),
            HttpRequestException or IOException or SocketException or ClientResultException =>
                Of("The model cannot be reached", failure, transient: true, secret),
            JsonException => Of("The model's answer does not follow the protocol", failure, transient: true, secret),
            DefinitionException => new ModelException(ProviderError.Clean(failure.Message, secret), transient: false),
            _ when ThrownStatus.Of(failure) is { } status =>
                ProviderError.FromStatus(status, failure.Message, secret, ThrownStatus.Wait(failure)),
            // A rate limiter in front of the client, say.
            _ when ThrownStatus.Wait(failure) is { } wait => new ModelException(
                ProviderError.Clean(failure.Message, secret), transient: true) { RetryAfter = wait },
            { InnerException: HttpRequestException or IOException or SocketException or TimeoutException } =>
                Classify(failure.InnerException, secret),
            _ => Of($"The model call failed ({failure.GetType().Name})", failure, transient: false, secret),
        };
    }

    /// <summary>Whether an HTTP status may pass.</summary>
    internal static bool IsTransient(int status) => status is 408 or 409 or 429 or >= 500;

    private static ModelException Of(string what, Exception failure, bool transient, string? secret) =>
        new($"{what}: {ProviderError.Clean(failure.Message, secret)}", transient);
}
