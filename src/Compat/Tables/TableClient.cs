#nullable disable

using System.Net;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables;

public partial class TableClient
{
    private readonly TableConnection _connection;

    protected TableClient()
    {
    }

    public TableClient(string connectionString, string tableName)
        : this(TableConnection.Open(connectionString, null), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableConnection.Open(endpoint, tokenCredential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(TableConnection.Open(endpoint, credential, null), tableName)
    {
    }

    internal TableClient(TableConnection connection, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        Name = tableName;
    }

    public virtual string AccountName => _connection.AccountName;

    public virtual string Name { get; }

    public virtual Uri Uri => TableAddress.Combine(_connection.Endpoint, Name);

    public static string CreateQueryFilter(FormattableString filter) => filter is null ? null : ODataLiteral.Filter(filter);

    public virtual async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        Response response;
        try
        {
            response = await _connection.SendAsync(TableRequest.CreateTable(Name), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException problem) when (problem.ErrorCode is { } code && code == TableErrorCode.TableAlreadyExists)
        {
            // Only this conflict means that the table is there: one that is being deleted conflicts too.
            response = problem.GetRawResponse();
        }

        return Response.FromValue(new TableItem(Name), response);
    }

    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _connection.SendAsync(TableRequest.DeleteTable(Name), cancellationToken, accepted: (int)HttpStatusCode.NotFound);
}
