using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Runs;
using DurableTeams.Storage;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;

namespace DurableTeams.Models;

/// <summary>What an agent may call, and what a turn's calls mean: built-in tools, tool calls, questions to a person, nonsense.</summary>
public sealed class TurnReader(IToolbox toolbox)
{
    private const int MaxQuoted = 200;

    /// <summary>The tools offered to an agent: its mode's and its own.</summary>
    /// <exception cref="ModelException">An MCP server cannot be asked for its tools.</exception>
    public async Task<IReadOnlyList<AITool>> OfferAsync(TeamDefinition team, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        var own = (await toolbox.ListAsync(team, Own(team, agent)))
            .Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters));
        return [.. BuiltInTools.For(team, agent).Select(tool => tool.Declare(team, agent)), .. own];
    }

    /// <summary>Reads a recorded answer; the same answer in the same context always reads the same.</summary>
    public TurnReading Read(TeamDefinition team, AgentRef agent, MessageRecord answer, TurnContext context, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(context);
        var reading = new TurnReading(team, agent, answer, context, at);
        var builtIn = BuiltInTools.For(team, agent);
        var calls = answer.Calls ?? [];
        var cutOff = NoAnswer.CutOff(answer);
        for (var index = 0; index < calls.Count; index++)
        {
            var call = calls[index];
            var wrong = cutOff ?? CallArguments.TooDeep(call) ?? (builtIn.FirstOrDefault(tool => tool.Name == call.Name) is { } tool
                ? tool.Read(reading, call, index)
                : ReadOwn(reading, team, agent, call, index));
            if (wrong is not null) reading.Refuse(index, wrong);
        }

        return reading;
    }

    private string? ReadOwn(TurnReading reading, TeamDefinition team, AgentRef agent, StoredCall call, int index)
    {
        var own = Own(team, agent);
        var tool = toolbox.Find(team, own, call.Name);
        if (tool is null)
        {
            string[] names = [.. BuiltInTools.For(team, agent).Select(builtIn => builtIn.Name), .. toolbox.NamesOf(team, own)];
            return $"There is no tool '{Quoted(call.Name)}'. {(names.Length == 0 ? "You have no tools" : $"Your tools are: {string.Join(", ", names)}")}.";
        }

        if (call.Arguments.ValueKind != JsonValueKind.Object) return $"The arguments of {call.Name} are not a JSON object.";
        var gate = GateReading.Of(tool, call.Arguments);
        if (JsonSchemaCheck.Validate(gate.Parameters, call.Arguments) is { Count: > 0 } wrong)
        {
            return $"The arguments of {call.Name} do not fit its parameters: {string.Join("; ", wrong)}.";
        }

        if (gate.Kind is { } kind) reading.Ask(index, tool, kind, gate.Fields);
        else reading.Call(index);
        return null;
    }

    // Models invent names of any length.
    private static string Quoted(string name) => name.Length <= MaxQuoted ? name : name[..MaxQuoted] + "…";

    // A vote, a split and a summary are answers to what is there already: nothing is to be looked up for them.
    private static IReadOnlyList<string> Own(TeamDefinition team, AgentRef agent) =>
        agent.IsLeader || agent.Brief?.Step is AgentStep.Split or AgentStep.Vote or AgentStep.Summarise ? [] : team.FindMember(agent.MemberId!)!.Tools;
}
