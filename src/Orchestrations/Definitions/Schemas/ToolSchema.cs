using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Tools;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The schema of a tool.</summary>
internal static class ToolSchema
{
    public static JsonObject Create()
    {
        var tool = Map(
            "A tool: an endpoint or, with no http, a registered .NET function of its name.",
            ToolReader.Keys,
            new Dictionary<string, JsonObject>(
                KnownToolKinds.All.Select(kind => KeyValuePair.Create(kind.Key, kind.Schema)))
            {
                ["description"] = Text("What the tool does; models choose by it."),
                ["parameters"] = SettingsSchema.ObjectSchema("JSON Schema of its arguments, an object."),
                ["approval"] = Approval(),
                ["approve"] = Map("How the decision is taken.", ApproveReader.Keys, new Dictionary<string, JsonObject>
                {
                    ["allowEdit"] = Flag("Whether the person may replace the arguments."),
                    ["expires"] = Time("How long a decision is waited for; for ever where absent."),
                    ["onExpiry"] = Word("What happens after that; reject where absent.", Vocabulary<OnExpiry>.Words.Keys),
                    ["quorum"] = Whole("How many different people have to approve; 1 where absent."),
                    ["escalateAfter"] = Time("After how long somebody else is told."),
                    ["escalateTo"] = Target("Who is told then; whom notify says where absent."),
                    ["notify"] = Target("Who is told of a new requirement."),
                }),
                ["inputFields"] = List("What the person fills in, with approval userInput.", Text("A name in parameters.")),
                ["repeatable"] = Flag("False: never called a second time when its outcome is unknown."),
                ["timeout"] = Time("How long one attempt may take."),
            });
        // A function that is registered needs no more than its name.
        tool["type"] = Names("object", "null");
        return tool;
    }

    private static JsonObject Target(string description)
    {
        var formats = Map(
            "The format, with where it goes.",
            ApproveReader.Formats,
            new Dictionary<string, JsonObject>
            {
                ["webhook"] = Text("The address of a program; JSON is posted there, signed."),
                ["slack"] = Text("The address of an incoming webhook of Slack."),
                ["teams"] = Text("The address of a workflow or incoming webhook of Microsoft Teams."),
                ["mail"] = new JsonObject
                {
                    ["description"] = "Who gets a mail.",
                    ["anyOf"] = new JsonArray(
                        Text("Addresses, separated by commas."), List("Addresses.", Text("An address."), least: 1)),
                },
            });
        formats["minProperties"] = 1;
        formats["maxProperties"] = 1;
        return new JsonObject
        {
            ["description"] = description,
            ["anyOf"] = new JsonArray(Text("The address of a program; JSON is posted there, signed."), formats),
        };
    }

    private static JsonObject Approval()
    {
        var kinds = Vocabulary<ApprovalKind>.Words.Keys;
        return new JsonObject
        {
            ["description"] = "Whether, and how, a person decides before the tool runs.",
            ["anyOf"] = new JsonArray(
                Word("The kind.", kinds),
                Map("The kind, for calls that meet a condition.", ApproveReader.ApprovalKeys, new Dictionary<string, JsonObject>
                {
                    ["kind"] = Word("The kind; confirmation where absent.", kinds),
                    ["when"] = Text("The condition over the arguments, such as amount > 1000."),
                })),
        };
    }
}
