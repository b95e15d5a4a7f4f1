using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The schema of a member.</summary>
internal static class MemberSchema
{
    public static JsonObject Create()
    {
        var member = Map(
            "A member: an agent with a model, a team, an agent written in code, or one whose work another process does.",
            MemberReader.Keys,
            new Dictionary<string, JsonObject>
            {
                ["id"] = Text("The member's id, unique in the team: 1 to 64 characters of a-z, 0-9 and -.", "^[a-z0-9-]{1,64}$"),
                ["name"] = Text("The name people see; the id where there is none."),
                ["role"] = Text("What the member is for; the leader, and those who may hand over to it, read it."),
                ["instructions"] = Text("The member's instructions."),
                ["model"] = Text("Its model, a name in models; the team's where absent."),
                ["tools"] = List(
                    "The tools it is offered; it can call no others.", Text("A name in tools, or of a registered function.")),
                ["team"] = Text("The id of the team that this member is; it brings its own models, instructions and tools."),
                ["agent"] = Text("The name of the registered agent, written in code, that this member is."),
                ["remote"] = Map(
                    "Who does the work of this member: workers that lease it from a queue, an address that it is sent to, or an "
                        + "A2A agent.",
                    MemberReader.RemoteKeys,
                    new Dictionary<string, JsonObject>
                    {
                        ["queue"] = Text(
                            "The queue from which workers lease: 1 to 64 characters of a-z, 0-9 and -.", "^[a-z0-9-]{1,64}$"),
                        ["lease"] = Time("How long a worker has the work without a heartbeat; 60s where absent."),
                        ["start"] = Text(
                            "How long the work waits for a worker, a duration such as 15m, or never; 15m where absent.",
                            "^([0-9]+(ms|s|m|h|d)|never)$"),
                        ["url"] = Text("The address that the work is sent to; secrets as ${NAME}."),
                        ["a2a"] = Text(
                            "The address of an agent that speaks A2A 1.0: of its card (….json), or the one below which "
                                + ".well-known/agent-card.json is; secrets as ${NAME}."),
                        ["headers"] = Named(
                            "Headers sent with each call to the A2A agent.", Text("The value; secrets as ${NAME}.")),
                        ["answer"] = Time("How long the address, or the A2A agent, has for its answer; 30m where absent."),
                        ["attempts"] = Whole(
                            "How often the work is given away; 2 for a queue, else 1, where absent.", 1, 100),
                        ["repeatable"] = Flag(
                            "False: a person is asked before work whose outcome is unknown is given away again."),
                    }),
                ["position"] = Word(
                    $"Its part, in the modes {KnownModes.Names(mode => mode.Positions.Count > 0)}.", KnownModes.Positions.Keys),
                ["handoffs"] = List(
                    "The only members it may hand over to, in mode handoff; all where absent.", Text("A member's id.")),
            });
        member["anyOf"] = AnyOf("id", "team");
        return member;
    }
}
