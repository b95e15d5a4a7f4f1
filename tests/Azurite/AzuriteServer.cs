using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace DurableTeams.Azurite;

/// <summary>
/// The table emulator on a port and in a folder of its own. It ends with this process, whatever becomes of it: its standard
/// input is a pipe from here.
/// </summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    public const string Account = "devstoreaccount1";

    // Published: the same for every emulator.
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _install;
    private readonly string _location = Directory.CreateTempSubdirectory("durableteams-tables-").FullName;
    private Process? _process;
    private int _port;

    private AzuriteServer(string install) => _install = install;

    public Uri Endpoint => new($"http://127.0.0.1:{_port}/{Account}");

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint={Endpoint};";

    public static async Task<AzuriteServer> StartAsync()
    {
        var server = new AzuriteServer(await AzuriteInstall.FolderAsync());
        try
        {
            await server.StartProcessAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it; tables stay where they are.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        using (process)
        {
            process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>SIGKILL, once what was written is in its file: the emulator itself would lose the last seconds, as no storage account does.</summary>
    public async Task KillAsync()
    {
        await SavedAsync();
        using var process = _process!;
        _process = null;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>: same tables, same address.</summary>
    public Task StartAgainAsync() => StartProcessAsync();

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_location, recursive: true);
    }

    // The file is written whole, every few seconds: with the newest table in it, all that was there before is in it too.
    private async Task SavedAsync()
    {
        var newest = "N" + Guid.NewGuid().ToString("N");
        await new TableClient(ConnectionString, newest).CreateIfNotExistsAsync();
        var file = Path.Combine(_location, "__azurite_db_table__.json");
        for (var waiting = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            if (File.Exists(file) && (await File.ReadAllTextAsync(file)).Contains(newest, StringComparison.Ordinal)) return;
            if (waiting.Elapsed > Patience) throw new TimeoutException("The emulator did not save its tables.");
        }
    }

    private async Task StartProcessAsync()
    {
        string[] arguments =
        [
            "run.cjs", "--disableTelemetry", "--silent", "--tableHost", "127.0.0.1",
            "--tablePort", $"{_port}", "--location", _location,
        ];
        _process = Process.Start(new ProcessStartInfo(AzuriteTools.Find(AzuriteTools.Node)!, arguments)
        {
            WorkingDirectory = _install,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var port = await new AzuriteOutput(_process, Listening()).FoundAsync(Patience);
        _port = int.Parse(port, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^listening on port (\d+)")]
    private static partial Regex Listening();
}
