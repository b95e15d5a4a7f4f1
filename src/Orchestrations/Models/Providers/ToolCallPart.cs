using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Providers;

/// <summary>A part of a tool call's arguments as the model writes them; the whole call follows as a
/// <see cref="FunctionCallContent"/>.</summary>
/// <param name="index">The place of the call in its turn, from 0.</param>
/// <param name="callId">The call's id; null where the provider named it before, or not yet.</param>
/// <param name="name">The tool's name; likewise.</param>
/// <param name="arguments">The next characters of the arguments, JSON as the whole.</param>
internal sealed class ToolCallPart(int index, string? callId, string? name, string arguments) : AIContent
{
    public int Index => index;

    public string? CallId => callId;

    public string? Name => name;

    public string Arguments => arguments;
}
