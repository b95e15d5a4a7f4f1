namespace DurableTeams.Embedded.Hosting;

/// <summary>The host cannot start, for a reason that the caller can mend: printed on standard error, exit code 2.</summary>
internal sealed class HostStartException(string message) : Exception(message);
