using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace DurableTeams.Http;

/// <summary>
/// What the host knows of a call and the request does not say. The host sets it as a feature of the <see cref="HttpContext"/>
/// before it hands the request over; a handler takes it as a parameter.
/// </summary>
/// <param name="Admitted">Whether the caller may use what is not open to everyone: the host checked a key, or asks for
/// none.</param>
/// <param name="TraceParent">The caller's trace, a W3C <c>traceparent</c>; null where the caller sent none.</param>
/// <param name="EngineClient">The client of the host's engine; null where the host gives none for this call.</param>
public sealed record CallContext(bool Admitted, string? TraceParent, DurableTaskClient? EngineClient)
{
    /// <summary>The client of the host's engine.</summary>
    /// <exception cref="InvalidOperationException">The host gave none for this call.</exception>
    public DurableTaskClient Client => EngineClient
        ?? throw new InvalidOperationException(
            "The host gave no engine client for this call; its trigger needs a durable client.");

    /// <summary>The context of a request; nobody is admitted where the host set none.</summary>
    public static CallContext Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<CallContext>() ?? new CallContext(false, null, null);
    }

    /// <summary>Gives a handler the context of its request.</summary>
    public static ValueTask<CallContext?> BindAsync(HttpContext context) => ValueTask.FromResult<CallContext?>(Of(context));
}
