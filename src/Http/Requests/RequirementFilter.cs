using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which requirements of a list.</summary>
internal sealed record RequirementFilter(RequirementQuery Which)
{
    /// <summary>Reads it.</summary>
    public static ValueTask<RequirementFilter?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        return ValueTask.FromResult<RequirementFilter?>(new(new RequirementQuery(
            query.Word<RequirementStatus>("status"), query.Text("teamId"), query.Text("runId"), query.Text("memberId"))));
    }
}
