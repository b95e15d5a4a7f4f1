namespace DurableTeams.EndToEnd.Tests.Harness;

/// <summary>A running server, whatever it is made of, that can be killed like a crash. Disposing always kills.</summary>
public interface IServerUnderTest : IAsyncDisposable
{
    Uri Address { get; }

    ApiClient Api { get; }

    /// <summary>The process that is asked and killed.</summary>
    int Id { get; }

    /// <summary>Everything it has written so far.</summary>
    string Output { get; }

    /// <summary>Sends SIGKILL and returns at once.</summary>
    void Kill();

    /// <summary>SIGKILL of all of it: a crash.</summary>
    Task KillAsync();

    /// <summary>Sends SIGTERM and returns at once.</summary>
    void Terminate();

    /// <summary>Sends SIGINT and returns at once.</summary>
    void Interrupt();

    /// <summary>SIGTERM, and the exit code.</summary>
    Task<int> TerminateAsync();

    /// <summary>The exit code, once it has ended.</summary>
    Task<int> ExitAsync();
}
