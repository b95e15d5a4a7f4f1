using DurableTeams.Definitions;
using DurableTeams.Runs.Turns;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.BuiltIn;

/// <summary>A tool that no endpoint runs: calling it means something to the orchestration.</summary>
internal interface IBuiltInTool
{
    /// <summary>The name that models call.</summary>
    string Name { get; }

    /// <summary>What a model is told of it.</summary>
    AIFunctionDeclaration Declare(TeamDefinition team, AgentRef agent);

    /// <summary>
    /// Reads a call into the turn, or says why it makes no sense (the model is told). The same call always reads the same.
    /// </summary>
    string? Read(TurnReading turn, StoredCall call, int index);
}
