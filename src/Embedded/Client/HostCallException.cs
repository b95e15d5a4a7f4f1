namespace DurableTeams.Embedded.Client;

/// <summary>The host refused a call, or did not answer.</summary>
/// <param name="exitCode">One of <see cref="Hosting.ExitCodes"/>.</param>
/// <param name="message">Why, for people.</param>
internal sealed class HostCallException(int exitCode, string message) : Exception(message)
{
    /// <summary>The exit code of the command.</summary>
    public int ExitCode => exitCode;
}
