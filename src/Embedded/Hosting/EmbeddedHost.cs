using System.Net.Sockets;
using DurableTeams.Approvals.Links;
using DurableTeams.Definitions;
using DurableTeams.Hosting;
using DurableTeams.Json;
using DurableTeams.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableTeams.Embedded.Hosting;

/// <summary>The product in one process: teams on SQLite, and Kestrel serving the API.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private static readonly TimeSpan HttpDrain = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly ListenAddress _address;
    private bool _stopped;

    private EmbeddedHost(WebApplication app, ListenAddress address) => (_app, _address) = (app, address);

    /// <summary>The address at which the host listens, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The engine's client.</summary>
    public DurableTaskClient Client => Services.GetRequiredService<ITeamEngine>().Client!;

    /// <summary>Starts the teams, then Kestrel.</summary>
    /// <exception cref="DefinitionException">Team files are wrong.</exception>
    /// <exception cref="DataDirectoryInUseException">Another process works in the data directory.</exception>
    /// <exception cref="HostStartException">The data directory cannot be used, or the host cannot listen on the
    /// address.</exception>
    public static async Task<EmbeddedHost> StartAsync(HostSettings settings, CancellationToken cancellationToken = default)
    {
        var host = new EmbeddedHost(HostBuilding.CreateBuilder(settings).Build(), settings.Address);
        try
        {
            await host.RunAsync(settings, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes no more requests, ends streams and waits, and lets running work finish.</summary>
    /// <returns>False if something did not finish in time: end the process then, which loses nothing.</returns>
    public async Task<bool> StopAsync()
    {
        if (_stopped) return true;
        _stopped = true;
        try
        {
            // The server first, and not for long: the time is for the work.
            Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            using var drain = new CancellationTokenSource(HttpDrain);
            await Services.GetRequiredService<IServer>().StopAsync(drain.Token);
            await _app.StopAsync();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    private async Task RunAsync(HostSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            var first = HostBuilding.Map(_app);
            // The engine may notify people before the host listens, and then needs the host's address.
            var site = Services.GetRequiredService<PublicAddress>();
            if (_address.Port > 0) site.SetListening(_address.ReachableAt(_address.Port));
            await _app.StartAsync(cancellationToken);
            var bound = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            Url = _address.UrlAt(new Uri(bound).Port);
            site.SetListening(_address.ReachableAt(new Uri(Url).Port));
            first.Send(Services);
        }
        catch (Exception exception) when (Reason(exception, settings) is { } reason)
        {
            throw new HostStartException(reason);
        }
    }

    /// <summary>Why the host cannot start, where an option or setting is the cause.</summary>
    private string? Reason(Exception exception, HostSettings settings) => exception switch
    {
        SettingException => exception.Message,
        DataDirectoryException directory => $"--data: {directory.Directory} cannot be used: {directory.Reason}",
        StoreUnavailableException when settings.Tables is null =>
            $"--data: {settings.DataDirectory} cannot be used: {exception.Message}",
        StoreUnavailableException => $"--store-connection: {exception.Message.TrimEnd('.')}. Name an account that can be "
            + "reached, such as UseDevelopmentStorage=true with Azurite running.",
        AddressInUseException or IOException { InnerException: AddressInUseException } =>
            $"--urls: {_address.UrlAt(_address.Port)} is used by another program. "
                + "Stop that program, or name another port; port 0 picks a free one.",
        IOException or SocketException => $"--urls: cannot listen on {_address.UrlAt(_address.Port)}: {exception.Message}",
        _ => null,
    };
}
