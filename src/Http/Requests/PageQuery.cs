using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Requests;

/// <summary>Which page of a list.</summary>
/// <param name="Limit">The most items of the page.</param>
/// <param name="Cursor">Where the page before ended; null for the first.</param>
internal sealed record PageQuery(int Limit, string? Cursor)
{
    /// <summary>Reads it.</summary>
    public static ValueTask<PageQuery?> BindAsync(HttpContext context)
    {
        var query = new QueryFields(context.Request);
        return ValueTask.FromResult<PageQuery?>(new(query.Limit(), query.Text("cursor")));
    }
}
