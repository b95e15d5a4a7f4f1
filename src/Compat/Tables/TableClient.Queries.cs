#nullable disable

namespace Azure.Data.Tables;

public partial class TableClient
{
    public virtual AsyncPageable<T> QueryAsync<T>(
        string filter = null,
        int? maxPerPage = null,
        IEnumerable<string> select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity =>
        new EntityPages<T>(_connection, new TableQuery(Name, filter, maxPerPage, TableQuery.Columns(select)), cancellationToken);
}
