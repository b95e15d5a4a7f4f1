using Microsoft.Extensions.AI;

namespace DurableTeams.Tools;

/// <summary>A .NET function that members can call by its name.</summary>
internal sealed record RegisteredTool(AIFunction Function);
