namespace DurableTeams.Outbound;

/// <summary>An address that is not called, whatever is there; the message says why, without the address's path.</summary>
public sealed class OutboundRefusedException(string reason) : Exception(reason);
