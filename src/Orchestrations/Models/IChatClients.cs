using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>Chat clients by model definition.</summary>
internal interface IChatClients
{
    /// <summary>The client of a model; shared, not to be disposed by the caller.</summary>
    /// <exception cref="DefinitionException">The provider is unknown, or a <c>${NAME}</c> in the definition is not
    /// set.</exception>
    IChatClient Get(ModelDefinition model);
}

/// <summary>
/// Names in <see cref="ChatOptions.AdditionalProperties"/> that tell a client who asks; providers that talk to a network ignore
/// them.
/// </summary>
public static class ChatRequestProperties
{
    /// <summary>The agent: a member id, or <c>leader</c>.</summary>
    public const string Agent = "durableteams.agent";

    /// <summary>Which turn of the agent's conversation is asked for, from 1 (an <see cref="int"/>).</summary>
    public const string Turn = "durableteams.turn";
}
