using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace DurableTeams.Azurite;

/// <summary>
/// The emulator on ports and in a folder of its own: of tables, or of all that a Functions host needs. It ends with this process,
/// whatever becomes of it: its standard input is a pipe from here.
/// </summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    public const string Account = "devstoreaccount1";

    // Published: the same for every emulator.
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Services = ["blob", "queue", "table"];
    private readonly string _install;
    private readonly int[] _ports;
    private readonly string _location = Directory.CreateTempSubdirectory("durableteams-tables-").FullName;
    private Process? _process;

    private AzuriteServer(string install, bool all) => (_install, _ports) = (install, new int[all ? 3 : 1]);

    /// <summary>Of the tables.</summary>
    public Uri Endpoint => EndpointOf(_ports[^1]);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};TableEndpoint={Endpoint};"
        + (_ports.Length == 1 ? "" : $"BlobEndpoint={EndpointOf(_ports[0])};QueueEndpoint={EndpointOf(_ports[1])};");

    /// <summary>Starts one.</summary>
    /// <param name="all">With blobs and queues beside the tables.</param>
    public static async Task<AzuriteServer> StartAsync(bool all = false)
    {
        var server = new AzuriteServer(await AzuriteInstall.FolderAsync(), all);
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

    /// <summary>
    /// SIGKILL, once what was written is in its file: the emulator itself would lose the last seconds, as no storage account
    /// does.
    /// </summary>
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
        var all = _ports.Length > 1;
        List<string> arguments =
        [
            "run.cjs",
            .. all ? ["all"] : Array.Empty<string>(),
            "--disableTelemetry",
            "--silent",
            "--location",
            _location
        ];
        // The engine's storage clients may be newer than the emulator.
        if (all) arguments.Add("--skipApiVersionCheck");
        foreach (var (service, port) in Services[^_ports.Length..].Zip(_ports))
            arguments.AddRange([$"--{service}Host", "127.0.0.1", $"--{service}Port", $"{port}"]);
        _process = Process.Start(new ProcessStartInfo(AzuriteTools.Find(AzuriteTools.Node)!, arguments)
        {
            WorkingDirectory = _install,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var ports = (await new AzuriteOutput(_process, Listening()).FoundAsync(Patience)).Split(' ');
        for (var i = 0; i < ports.Length; i++) _ports[i] = int.Parse(ports[i], CultureInfo.InvariantCulture);
    }

    private static Uri EndpointOf(int port) => new($"http://127.0.0.1:{port}/{Account}");

    [GeneratedRegex(@"^listening on ports ([\d ]+)$")]
    private static partial Regex Listening();
}
