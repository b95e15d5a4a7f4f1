#nullable disable

using System.Net;
using System.Text.Json;

namespace Azure.Data.Tables;

public partial class TableClient
{
    private const int NotFound = (int)HttpStatusCode.NotFound;

    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        _connection.SendAsync(TableRequest.Add(Name, entity), cancellationToken);

    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        // Without a condition the service would insert what is not there.
        if (ifMatch == default) throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        return _connection.SendAsync(TableRequest.Write(Name, entity, mode, ifMatch.ToString()), cancellationToken);
    }

    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity =>
        _connection.SendAsync(TableRequest.Write(Name, entity, mode, ifMatch: null), cancellationToken);

    /// <summary>Answers 404 for what is not there, and does not throw.</summary>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return _connection.SendAsync(TableRequest.Delete(Name, partitionKey, rowKey, ifMatch), cancellationToken, NotFound);
    }

    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var request = TableRequest.Get(Name, partitionKey, rowKey, select);
        return Entity<T>(await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var request = TableRequest.Get(Name, partitionKey, rowKey, select);
        var response = await _connection.SendAsync(request, cancellationToken, accepted: NotFound).ConfigureAwait(false);
        return response.Status == NotFound ? new NoValueResponse<T>(response) : Entity<T>(response);
    }

    private static Response<T> Entity<T>(Response response)
        where T : class, ITableEntity
    {
        using var json = JsonDocument.Parse(response.Content.ToMemory());
        return Response.FromValue(EntityReader.Read<T>(json.RootElement), response);
    }
}
