using System.CommandLine;
using System.Text.Json;
using DurableTeams.AzureTables;
using DurableTeams.Json;
using DurableTeams.Sqlite.Database.Connections;
using DurableTeams.Sqlite.RunStore.Tables;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Hosting;

/// <summary><c>audit</c>: everything that happened to requirements, a line of JSON each, in the order it was written.</summary>
internal static class AuditCommand
{
    private const int Page = 1_000;

    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options) =>
        new Command("audit", "Writes the audit of all approvals as JSON lines; the host may be running")
            .On(options, (_, tables, database, cancellation) =>
                tables is null ? RunAsync(database(), cancellation) : RunAsync(AzureTablesRunStore.Open(tables), cancellation));

    private static async Task<int> RunAsync(IRunStore store, CancellationToken cancellation)
    {
        for (var after = 0L; ;)
        {
            var (entries, position) = await store.ListAllAuditAsync(after, Page, cancellation);
            foreach (var entry in entries) await WriteAsync(entry, cancellation);
            if (entries.Count < Page) return ExitCodes.Done;
            after = position;
        }
    }

    private static async Task<int> RunAsync(string database, CancellationToken cancellation)
    {
        Maintenance.RequireThisSchema(database);
        using var readers = new ReaderPool(database);
        // A page at a time: no view is held while a slow reader takes its lines, and a host that works can shrink its log.
        for (var after = 0L; ;)
        {
            var entries = readers.Read(session => AuditLog.ListAll(session, after, Page));
            foreach (var (entry, _) in entries) await WriteAsync(entry, cancellation);
            if (entries.Count < Page) return ExitCodes.Done;
            after = entries[^1].Position;
        }
    }

    private static Task WriteAsync(AuditEntry entry, CancellationToken cancellation) =>
        Console.Out.WriteLineAsync(JsonSerializer.Serialize(entry, ContractJson.Answers).AsMemory(), cancellation);
}
