using Microsoft.Extensions.AI;

namespace DurableTeams.Tools;

/// <summary>
/// Names in <see cref="AIFunctionArguments.Context"/> that tell a .NET tool which call it serves; all values are strings.
/// </summary>
public static class ToolCallContext
{
    /// <summary>The same on every attempt of the call: a tool stores it to act only once.</summary>
    public const string IdempotencyKey = "durableteams.idempotencyKey";

    /// <summary>The run.</summary>
    public const string RunId = "durableteams.runId";

    /// <summary>The member run.</summary>
    public const string MemberRunId = "durableteams.memberRunId";
}
