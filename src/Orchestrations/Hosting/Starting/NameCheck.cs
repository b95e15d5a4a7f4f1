using DurableTeams.Definitions;
using DurableTeams.Models;
using DurableTeams.Tools.Functions;

namespace DurableTeams.Hosting.Starting;

/// <summary>Each tool, agent and chat client needs a name of its own.</summary>
internal sealed class NameCheck(IEnumerable<RegisteredTool> tools, IEnumerable<ICodeAgent> agents, NamedChatClients clients)
    : IStartCheck
{
    public IEnumerable<DefinitionError> Check() =>
    [
        .. Twice("AddTool", "tool", tools.Select(tool => (tool.Function.Name, Of(tool)))),
        .. Twice("AddAgent", "agent", agents.Select(agent => (agent.Name, agent.GetType().FullName!))),
        .. clients.Twice.Select(name => new DefinitionError(
            $"AddChatClient({name})", 0,
            $"there is more than one chat client named '{name}'; each chat client needs a name of its own")),
    ];

    private static string Of(RegisteredTool tool) => tool.Function.UnderlyingMethod is { DeclaringType: { } type } method
        ? $"{type.FullName}.{method.Name}"
        : tool.Function.GetType().FullName!;

    private static IEnumerable<DefinitionError> Twice(string call, string kind, IEnumerable<(string Name, string Source)> all) =>
        from one in all
        group one.Source by one.Name into named
        where named.Count() > 1
        select new DefinitionError(
            $"{call}({named.Key})", 0,
            $"there is more than one {kind} named '{named.Key}': {string.Join(", ", named)}; "
                + $"each {kind} needs a name of its own");
}
