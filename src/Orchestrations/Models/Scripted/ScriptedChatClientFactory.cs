using DurableTeams.Definitions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Scripted;

/// <summary>Provider <c>scripted</c>: answers from the model's script, no network.</summary>
internal sealed class ScriptedChatClientFactory(TimeProvider time) : IChatClientFactory
{
    public string Provider => "scripted";

    public IChatClient Create(ModelDefinition model) => new ScriptedChatClient(model, time);
}
