using System.Text.Json;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.Functions;

/// <summary>A .NET function that members can call by its name.</summary>
/// <param name="Function">The function.</param>
/// <param name="ApproveWhen">The calls that a person has to confirm, by their arguments; null leaves that to the function's
/// type and the team file.</param>
internal sealed record RegisteredTool(AIFunction Function, Func<JsonElement, bool>? ApproveWhen = null);
