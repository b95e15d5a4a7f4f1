using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>The schema of what a team is set with.</summary>
internal static class SettingsSchema
{
    public static JsonObject Limits()
    {
        var defaults = new LimitsDefinition();
        return Map("Bounds on a run.", SettingsReader.LimitKeys, new Dictionary<string, JsonObject>
        {
            ["maxSteps"] = Whole(
                Default("Model turns of one agent; rounds in mode loop.", defaults.MaxSteps), most: LimitsDefinition.MostSteps),
            ["maxHandoffs"] = Whole(Default("Hand-offs in one run.", defaults.MaxHandoffs)),
            ["memberTimeout"] = Time(
                Default("How long one member run may work, pauses not counted.", Duration.Format(defaults.MemberTimeout))),
            ["teamTimeout"] = Time(
                Default("How long the run may work, pauses not counted.", Duration.Format(defaults.TeamTimeout))),
            ["maxTokens"] = Whole("Input and output tokens of the whole run; no bound where absent."),
            ["maxParallel"] = Whole(Default("Calls of one turn that run at the same time.", defaults.MaxParallel)),
            ["maxConversation"] = Size(Default(
                "How large the conversation of one member run may be.", ByteSize.Format(LimitsDefinition.DefaultConversation))),
        });
    }

    public static JsonObject Retry()
    {
        var defaults = new RetryDefinition();
        return Map("How often failing calls are tried.", SettingsReader.RetryKeys, new Dictionary<string, JsonObject>
        {
            ["model"] = Attempts("Calls of models.", defaults.Model),
            ["tool"] = Attempts("Calls of tools.", defaults.Tool),
        });
    }

    public static JsonObject History()
    {
        var defaults = new HistoryDefinition();
        return Map(
            "What agents remember of the session's earlier runs.", SettingsReader.HistoryKeys, new Dictionary<string, JsonObject>
            {
                ["scope"] = Word(
                    "Whose turns an agent is shown: its own, everyone's, none.", Vocabulary<HistoryScope>.Words.Keys),
                ["turns"] = Whole(Default("How many of the newest turns.", defaults.Turns)),
            });
    }

    public static JsonObject Output() =>
        Map("What the run's answer must be.", ModeReader.OutputKeys, new Dictionary<string, JsonObject>
        {
            ["schema"] = ObjectSchema("JSON Schema of the answer, an object."),
        }, "schema");

    public static JsonObject Consensus()
    {
        var defaults = new ConsensusDefinition();
        return Map("How peers agree.", ModeReader.ConsensusKeys, new Dictionary<string, JsonObject>
        {
            ["quorum"] = Whole(
                Default("How many votes a proposal needs.", defaults.Quorum), most: TeamMode.Consensus.Positions().Count),
            ["onTie"] = Word(
                "What happens where none has them: the first of those with most votes wins, or the run fails.",
                Vocabulary<TiePolicy>.Words.Keys),
        });
    }

    /// <summary>A mapping that only one mode has.</summary>
    public static JsonObject Of(ModeSetting setting) => Map(
        setting.Description,
        setting.Keys,
        setting.Values.ToDictionary(value => value.Key, value => value.Schema.DeepClone().AsObject()));

    /// <summary>A JSON Schema of an object.</summary>
    public static JsonObject ObjectSchema(string description)
    {
        var made = Data(description);
        made["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = "object" } };
        made["required"] = Names("type");
        return made;
    }

    private static JsonObject Attempts(string description, RetrySetting defaults) =>
        Map(description, SettingsReader.AttemptKeys, new Dictionary<string, JsonObject>
        {
            ["attempts"] = Whole(Default("Attempts in all.", defaults.Attempts), most: 20),
            ["backoff"] = Time(
                Default("The wait before the second attempt; it doubles from there.", Duration.Format(defaults.Backoff))),
        });

    private static string Default(string description, object value) =>
        FormattableString.Invariant($"{description} {value} where absent.");
}
