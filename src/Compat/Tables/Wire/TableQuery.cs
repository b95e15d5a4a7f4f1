using System.Globalization;
using Azure.Core;

namespace Azure.Data.Tables;

internal sealed record TableQuery(string Table, string? Filter, int? Top, string? Select)
{
    private const string PartitionHeader = "x-ms-continuation-NextPartitionKey";
    private const string RowHeader = "x-ms-continuation-NextRowKey";

    public static string? Columns(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    /// <summary>The request for a page; a token is the service's two continuation keys with a space between.</summary>
    public TableRequest Page(string? continuationToken)
    {
        var keys = (continuationToken ?? "").Split(' ', 2);
        var query = TableAddress.Query(
        [
            ("$filter", string.IsNullOrEmpty(Filter) ? null : Filter),
            ("$top", Top?.ToString(CultureInfo.InvariantCulture)),
            ("$select", Select),
            ("NextPartitionKey", keys[0].Length > 0 ? keys[0] : null),
            ("NextRowKey", keys.Length > 1 && keys[1].Length > 0 ? keys[1] : null),
        ]);
        return new(RequestMethod.Get, query.Length == 0 ? $"{Table}()" : $"{Table}()?{query}");
    }

    public static string? ContinuationOf(Response response)
    {
        response.Headers.TryGetValue(PartitionHeader, out var partition);
        response.Headers.TryGetValue(RowHeader, out var row);
        return string.IsNullOrEmpty(partition) && string.IsNullOrEmpty(row) ? null : $"{partition} {row}";
    }
}
