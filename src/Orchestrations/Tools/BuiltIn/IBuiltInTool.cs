using DurableTeams.Definitions;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Tools.BuiltIn;

/// <summary>A tool that no endpoint runs: calling it means something to the orchestration.</summary>
internal interface IBuiltInTool
{
    /// <summary>The name that models call.</summary>
    string Name { get; }

    /// <summary>What a model is told of it.</summary>
    AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent);

    /// <summary>The meaning of a call. The same call in the same turn always means the same.</summary>
    CallMeaning Read(ITurn turn, StoredCall call, int index);
}
