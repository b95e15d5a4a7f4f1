using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a call that takes no members: nothing, or an empty object.</summary>
internal sealed record EmptyBody
{
    /// <summary>Checks it.</summary>
    public static async ValueTask<EmptyBody?> BindAsync(HttpContext context)
    {
        (await RequestBody.ReadAsync(context.Request, optional: true)).Only();
        return new EmptyBody();
    }
}
