using DurableTeams.Approvals;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>The body of a continue: decisions of one run's requirements.</summary>
internal sealed record ContinueBody(IReadOnlyList<DecisionRequest> Decisions)
{
    /// <summary>Reads it.</summary>
    public static async ValueTask<ContinueBody?> BindAsync(HttpContext context) =>
        new(DecisionFields.Of(context).ReadAll(await RequestBody.ReadAsync(context.Request)));
}
