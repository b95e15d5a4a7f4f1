namespace DurableTeams.Conditions;

/// <summary>A condition that cannot be read; the message says where and what is expected.</summary>
internal sealed class ConditionSyntaxException(string message) : Exception(message);
