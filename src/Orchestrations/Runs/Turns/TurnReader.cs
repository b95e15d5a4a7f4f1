using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Definitions;
using DurableTeams.Json;
using DurableTeams.Json.Schemas;
using DurableTeams.Models;
using DurableTeams.Modes;
using DurableTeams.Runs.Hooks;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;
using DurableTeams.Tools;
using DurableTeams.Tools.BuiltIn;
using Microsoft.Extensions.AI;

namespace DurableTeams.Runs.Turns;

/// <summary>
/// Knows the tools that an agent may call, and reads the calls of a turn: built-in tools, tool calls, requirements, nonsense.
/// </summary>
internal sealed class TurnReader(IToolbox toolbox)
{
    private const int MaxQuoted = 200;

    /// <summary>The agent's own tools, as they are offered now.</summary>
    /// <exception cref="ModelException">An MCP server cannot be asked for its tools.</exception>
    public async Task<IReadOnlyList<ToolDescription>> OfferAsync(TeamDefinition team, AgentRef agent)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        return await toolbox.ListAsync(team, Own(team, agent));
    }

    /// <summary>The declarations of all tools that a model may call: those of its mode and its own.</summary>
    public static IEnumerable<AITool> Declare(TeamDefinition team, AgentRef agent, IEnumerable<ToolDescription> offered)
    {
        ArgumentNullException.ThrowIfNull(team);
        ArgumentNullException.ThrowIfNull(agent);
        return BuiltInTools.For(team, agent).Select(tool => tool.Declare(team, agent))
            .Concat(offered.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Parameters)));
    }

    /// <summary>Reads a recorded answer. The same answer in the same context always gives the same reading.</summary>
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
            if ((cutOff ?? CallArguments.TooDeep(call.Name, call.Arguments)) is { } unread) reading.Refuse(index, unread);
            // What an agent in code asks about is its own, whatever the name.
            else if (call.Binding is null && builtIn.FirstOrDefault(tool => tool.Name == call.Name) is { } tool)
                reading.Take(index, tool.Read(reading, call, index));
            else if (ReadOwn(reading, team, agent, call, index) is { } wrong) reading.Refuse(index, wrong);
        }

        return reading;
    }

    private string? ReadOwn(TurnReading reading, TeamDefinition team, AgentRef agent, StoredCall call, int index)
    {
        if (call.Binding is { } bound)
        {
            Bound(reading, team, call, bound, index);
            return null;
        }

        var own = Own(team, agent);
        var offered = reading.Context.Offered;
        // The tool that the agent was offered under this name, not the one that has the name now.
        var tool = offered is null ? toolbox.Find(team, own, call.Name) : offered.FirstOrDefault(tool => tool.Name == call.Name);
        if (tool is null)
        {
            var mine = offered?.Select(tool => tool.Name) ?? toolbox.NamesOf(team, own);
            string[] names = [.. BuiltInTools.For(team, agent).Select(builtIn => builtIn.Name), .. mine];
            return $"There is no tool '{Quoted(call.Name)}'. "
                + $"{(names.Length == 0 ? "You have no tools" : $"Your tools are: {string.Join(", ", names)}")}.";
        }

        if (call.Arguments.ValueKind != JsonValueKind.Object) return $"The arguments of {call.Name} are not a JSON object.";
        var gate = GateReading.Of(tool, call.Arguments);
        if (JsonSchemaCheck.Validate(gate.Parameters, call.Arguments) is { Count: > 0 } wrong)
        {
            return $"The arguments of {call.Name} do not fit its parameters: {string.Join("; ", wrong)}.";
        }

        var hooked = reading.Context.Hooked?.GetValueOrDefault(index);
        var asked = gate.Kind ?? (HookedCalls.IsAsked(hooked) ? RequirementKind.Confirmation : null);
        var binding = ToolBindings.Of(tool, asked);
        if (hooked is not null && binding is not null) binding = binding with { Hooked = hooked };
        if (HookedCalls.IsBlocked(hooked)) reading.Block(index, binding, HookedCalls.Told(hooked!));
        else if (asked is { } kind) reading.Ask(index, tool, kind, gate.Fields, binding);
        else reading.Call(index, binding, tool.Attempts);
        return null;
    }

    /// <summary>A call that was read before: the person who was asked then decides, whatever the tool is now.</summary>
    private void Bound(TurnReading reading, TeamDefinition team, StoredCall call, ToolBinding binding, int index)
    {
        if (HookedCalls.IsBlocked(binding.Hooked))
        {
            reading.Block(index, binding, HookedCalls.Told(binding.Hooked!));
            return;
        }

        if (binding.Gate is not { } kind)
        {
            reading.Call(index, binding, toolbox.Find(team, call.Name, binding)?.Attempts);
            return;
        }

        var definition = team.Tools.GetValueOrDefault(binding.Entry) ?? new ToolDefinition();
        var tool = toolbox.Find(team, call.Name, binding)
            ?? new ToolDescription(call.Name, "", ToolSchemas.Of(null), definition.Approval, definition);
        reading.Ask(index, tool, kind, kind == RequirementKind.UserInput ? GateReading.FieldsOf(tool) : null, binding);
    }

    // Models invent names of any length.
    private static string Quoted(string name) => name.Length <= MaxQuoted ? name : name[..MaxQuoted] + "…";

    // A vote, a split and a summary answer what is there already, without tools.
    private static IReadOnlyList<string> Own(TeamDefinition team, AgentRef agent) =>
        agent.IsLeader || agent.WithoutTools || TeamModes.AsksInForm(team.Mode, agent.Brief)
            || TeamModes.StepOf(agent.Brief) is { OwnTools: false }
            ? []
            : team.FindMember(agent.MemberId!)!.Tools;
}
