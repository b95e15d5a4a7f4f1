namespace DurableTeams.Outbound;

/// <summary>An address that may not be called. The message says why, without the address's path.</summary>
internal sealed class OutboundRefusedException(string reason) : Exception(reason);
