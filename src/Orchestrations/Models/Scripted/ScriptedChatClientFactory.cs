using DurableTeams.Definitions;
using DurableTeams.Definitions.Checks;
using DurableTeams.Models.Providers;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models.Scripted;

/// <summary>Provider <c>scripted</c>: answers from the model's script, no network.</summary>
internal sealed class ScriptedChatClientFactory(TimeProvider time) : IChatClientFactory
{
    public string Provider => "scripted";

    public void Check(ModelDefinition model, Action<string, string> report)
    {
        if (model.Script is { } script) ScriptCheck.Check(script, "script", report);
        else report("script", "'script' is missing; write the path of a script file, such as newsroom.script.yaml");
        ProviderSettings.RefuseApiVersion(model, report);
    }

    public IChatClient Create(ModelDefinition model) => new ScriptedChatClient(model, time);
}
