using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Azure.Data.Tables;

internal sealed class EntityPages<T>(TableConnection connection, TableQuery query, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : class, ITableEntity
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        Pages(continuationToken, query with { Top = pageSizeHint ?? query.Top }, CancellationToken);

    private async IAsyncEnumerable<Page<T>> Pages(
        string? token, TableQuery paged, CancellationToken ofQuery, [EnumeratorCancellation] CancellationToken ofLoop = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ofQuery, ofLoop);
        do
        {
            var response = await connection.SendAsync(paged.Page(token), either.Token).ConfigureAwait(false);
            token = TableQuery.ContinuationOf(response);
            yield return Page<T>.FromValues(Read(response), token, response);
        }
        while (token is not null);
    }

    private static T[] Read(Response response)
    {
        using var json = JsonDocument.Parse(response.Content.ToMemory());
        return [.. json.RootElement.GetProperty("value").EnumerateArray().Select(EntityReader.Read<T>)];
    }
}
