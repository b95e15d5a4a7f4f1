using Microsoft.DurableTask.Client;

namespace DurableTeams.Runs.Activities;

/// <summary>
/// The client with which activities raise events. The host sets it: the embedded host when it has made its engine, the
/// Functions app with each activity that may need it. Any client of the same task hub will do.
/// </summary>
public sealed class EngineClient
{
    private DurableTaskClient? _client;

    /// <summary>The client.</summary>
    /// <exception cref="InvalidOperationException">The host has not set a client.</exception>
    public DurableTaskClient Client => Volatile.Read(ref _client)
        ?? throw new InvalidOperationException(
            $"The host has given no client: call {nameof(EngineClient)}.{nameof(Use)} before activities run.");

    /// <summary>Sets the client of the host's engine.</summary>
    public void Use(DurableTaskClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Volatile.Write(ref _client, client);
    }
}
