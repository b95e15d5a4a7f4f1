using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The header <c>Idempotency-Key</c>; null where the caller sent none.</summary>
internal sealed record IdempotencyKey(string? Value)
{
    /// <summary>Reads it.</summary>
    public static ValueTask<IdempotencyKey?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<IdempotencyKey?>(new(HeaderFields.IdempotencyKey(context.Request)));
}
