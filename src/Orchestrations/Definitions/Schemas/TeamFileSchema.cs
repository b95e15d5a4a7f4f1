using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions.Files;
using DurableTeams.Definitions.Modes;
using DurableTeams.Json;
using static DurableTeams.Definitions.Schemas.SchemaParts;

namespace DurableTeams.Definitions.Schemas;

/// <summary>
/// The JSON Schema (2020-12) of team files, for editors: made of the keys and words that the readers know. It says less than
/// they do; what it accepts may still be refused for what it refers to.
/// </summary>
public static class TeamFileSchema
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The schema as indented JSON text with a last line break.</summary>
    public static string Text => Create().ToJsonString(Indented) + "\n";

    /// <summary>The schema.</summary>
    public static JsonObject Create()
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Team file" };
        foreach (var (key, value) in Map("A team of AI agents.", TeamReader.Keys, Keys(), "id", "mode", "members").ToList())
        {
            schema[key] = value?.DeepClone();
        }

        var own = KeysOfModes.Concat(KnownModes.Settings.Select(setting => setting.Key));
        schema["allOf"] = new JsonArray([
            Unless(mode => mode.HasLeader, new JsonObject { ["required"] = Names("model") }), .. own.Select(Only)]);
        return schema;
    }

    private static readonly string[] KeysOfModes = ["phases", "consensus", "handoffReturn"];

    private static Dictionary<string, JsonObject> Keys()
    {
        var keys = CommonKeys();
        foreach (var setting in KnownModes.Settings) keys[setting.Key] = SettingsSchema.Of(setting);
        return keys;
    }

    private static Dictionary<string, JsonObject> CommonKeys() => new(StringComparer.Ordinal)
    {
        ["id"] = Text("The team's id: 1 to 64 characters of a-z, 0-9 and -.", "^[a-z0-9-]{1,64}$"),
        ["name"] = Text("The name people see; the id where there is none."),
        ["description"] = Text("What the team does, in a sentence."),
        ["mode"] = Word("How the members work together.", KnownModes.Words.Keys),
        ["model"] = Text(
            "The leader's model, a name in models or of a registered chat client; also that of members that name none."),
        ["instructions"] = Text("The leader's instructions; in modes without a leader every member is shown them."),
        ["models"] = Named("Models by the name that the team and its members refer to.", ModelSchema.Create()),
        ["limits"] = SettingsSchema.Limits(),
        ["retry"] = SettingsSchema.Retry(),
        ["onMemberFailure"] = Word(
            "What a member's failure does: the run fails, or the leader is told and goes on.",
            Vocabulary<MemberFailurePolicy>.Words.Keys),
        ["history"] = SettingsSchema.History(),
        ["state"] = Data("The session's initial state; where there is one, agents change it with update_session_state."),
        ["stateInPrompt"] = Flag("Whether the models are shown the session's state."),
        ["output"] = SettingsSchema.Output(),
        ["phases"] = List(
            "The phases of a triad, in order; each ends with a summary, which is all that the next one sees.",
            Word("A phase.", Vocabulary<TeamPhase>.Words.Keys)),
        ["consensus"] = SettingsSchema.Consensus(),
        ["handoffReturn"] = Word(
            "Where the session's next run starts: with the agent that is active, or with the first member.",
            Vocabulary<HandoffReturn>.Words.Keys),
        ["members"] = List("The members, in the order they work in where the mode has one.", MemberSchema.Create(), least: 1),
        ["tools"] = Named("Tools by the name that members list and models call.", ToolSchema.Create()),
    };

    // The key may be there in some modes only.
    private static JsonObject Only(string key) =>
        Unless(mode => !mode.Knows(key), new JsonObject { ["not"] = new JsonObject { ["required"] = Names(key) } });

    // What must hold in some modes: the mode is another one, or it holds.
    private static JsonObject Unless(Func<ModeRules, bool> modes, JsonObject rule)
    {
        var others = KnownModes.All.Where(mode => !modes(mode)).Select(mode => mode.Mode.Name);
        var another = new JsonObject { ["properties"] = new JsonObject { ["mode"] = new JsonObject { ["enum"] = Names(
            others) } } };
        return new JsonObject { ["anyOf"] = new JsonArray(another, rule) };
    }
}
