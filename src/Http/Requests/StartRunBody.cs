using DurableTeams.Services;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a start.</summary>
internal sealed record StartRunBody(StartRunRequest Start)
{
    private const int MaxIdLength = 200;

    /// <summary>Reads it.</summary>
    public static async ValueTask<StartRunBody?> BindAsync(HttpContext context)
    {
        var body = (await RequestBody.ReadAsync(context.Request)).Only("message", "sessionId", "userId", "metadata");
        return new StartRunBody(new StartRunRequest(
            body.RequiredText("message"),
            body.OptionalId("sessionId", MaxIdLength),
            body.OptionalId("userId", MaxIdLength),
            body.OptionalObject("metadata")));
    }
}
