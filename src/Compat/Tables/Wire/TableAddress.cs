using System.Net;

namespace Azure.Data.Tables;

/// <summary>Addresses of a table service, of its tables and of their entities.</summary>
internal static class TableAddress
{
    public static string AccountOf(Uri endpoint)
    {
        var host = endpoint.Host;
        var isPathStyle = IPAddress.TryParse(host, out _) || !host.Contains('.', StringComparison.Ordinal);
        return isPathStyle ? endpoint.AbsolutePath.Trim('/').Split('/')[0] : host.Split('.')[0];
    }

    public static Uri Combine(Uri endpoint, string path) => new($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");

    public static string Entity(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey={Key(partitionKey)},RowKey={Key(rowKey)})";

    public static string Query(IEnumerable<(string Name, string? Value)> parameters) => string.Join('&',
        from parameter in parameters
        where parameter.Value is not null
        select $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");

    private static string Key(string value) => $"'{Uri.EscapeDataString(value.Replace("'", "''", StringComparison.Ordinal))}'";
}
