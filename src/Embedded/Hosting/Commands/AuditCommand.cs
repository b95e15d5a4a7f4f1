using System.CommandLine;
using System.Text.Json;
using DurableTeams.AzureTables;
using DurableTeams.Json;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;

namespace DurableTeams.Embedded.Hosting;

/// <summary>
/// <c>audit</c>: prints all audit entries of requirements, one line of JSON each, in the order in which they were written.
/// </summary>
internal static class AuditCommand
{
    private const int Page = 1_000;

    /// <summary>Makes the command.</summary>
    public static Command Create(HostOptionSet options) =>
        new Command("audit", "Writes the audit of all approvals as JSON lines; the host may be running")
            .On(options, (_, tables, data, cancellationToken) =>
                tables is null
                    ? RunAsync(data(), cancellationToken)
                    : RunAsync(AzureTablesRunStore.Open(tables), cancellationToken));

    private static async Task<int> RunAsync(IRunStore store, CancellationToken cancellationToken)
    {
        for (var after = 0L; ;)
        {
            var (entries, position) = await store.ListAllAuditAsync(after, Page, cancellationToken);
            foreach (var entry in entries) await WriteAsync(entry, cancellationToken);
            if (entries.Count < Page) return ExitCodes.Done;
            after = position;
        }
    }

    private static async Task<int> RunAsync(SqliteDataDirectory data, CancellationToken cancellationToken)
    {
        await foreach (var entry in data.ReadAuditAsync(cancellationToken)) await WriteAsync(entry, cancellationToken);
        return ExitCodes.Done;
    }

    private static Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        Console.Out.WriteLineAsync(JsonSerializer.Serialize(entry, ContractJson.Answers).AsMemory(), cancellationToken);
}
