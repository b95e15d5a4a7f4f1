using DurableTeams.Services;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a fork; none at all shares everything.</summary>
internal sealed record ForkBody(ForkRequest Fork)
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<ForkBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request, optional: true)).Only("fromSequence", "message");
        return new ForkBody(new ForkRequest(body.OptionalSequence("fromSequence"), body.OptionalWords("message")));
    }
}
