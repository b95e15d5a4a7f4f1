using System.Text;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>One operation, sent by itself or as a part of a transaction.</summary>
internal sealed record TableRequest(RequestMethod Method, string Path)
{
    private const string Json = "application/json";

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? IfMatch { get; init; }

    public static TableRequest CreateTable(string name) => new(RequestMethod.Post, "Tables")
    {
        Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { TableName = name })),
    };

    public static TableRequest DeleteTable(string name) => new(RequestMethod.Delete, $"Tables('{Uri.EscapeDataString(name)}')");

    public static TableRequest Add(string table, ITableEntity entity)
    {
        Check(entity);
        return new(RequestMethod.Post, table) { Body = EntityWriter.Write(entity) };
    }

    public static TableRequest Write(string table, ITableEntity entity, TableUpdateMode mode, string? ifMatch)
    {
        Check(entity);
        var method = mode == TableUpdateMode.Replace ? RequestMethod.Put : RequestMethod.Patch;
        var path = TableAddress.Entity(table, entity.PartitionKey, entity.RowKey);
        return new(method, path) { Body = EntityWriter.Write(entity), IfMatch = ifMatch };
    }

    public static TableRequest Delete(string table, string partitionKey, string rowKey, ETag ifMatch) =>
        new(RequestMethod.Delete, TableAddress.Entity(table, partitionKey, rowKey)) { IfMatch = OrAny(ifMatch) };

    public static TableRequest Get(string table, string partitionKey, string rowKey, IEnumerable<string>? select)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var path = TableAddress.Entity(table, partitionKey, rowKey);
        var query = TableAddress.Query([("$select", TableQuery.Columns(select))]);
        return new(RequestMethod.Get, query.Length == 0 ? path : $"{path}?{query}");
    }

    public static string OrAny(ETag tag) => (tag == default ? ETag.All : tag).ToString();

    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("DataServiceVersion", "3.0");
        yield return ("Accept", Json + ";odata=minimalmetadata");
        if (Body is not null) yield return ("Content-Type", Json);
        if (Method == RequestMethod.Post) yield return ("Prefer", "return-no-content");
        if (IfMatch is not null) yield return ("If-Match", IfMatch);
    }

    private static void Check(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey);
        ArgumentNullException.ThrowIfNull(entity.RowKey);
    }
}
