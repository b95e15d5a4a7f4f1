namespace DurableTeams.Embedded.Working;

/// <summary>What was to be reported is not as it must be; the message says what to change.</summary>
internal sealed class ReportException(string message) : Exception(message);
