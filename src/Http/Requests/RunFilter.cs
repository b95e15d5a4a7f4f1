using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which runs of a list.</summary>
internal sealed record RunFilter(RunQuery Which)
{
    /// <summary>Reads it.</summary>
    public static ValueTask<RunFilter?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        return ValueTask.FromResult<RunFilter?>(
            new(new RunQuery(query.Word<RunStatus>("status"), query.Text("teamId"), query.Text("sessionId"))));
    }
}
