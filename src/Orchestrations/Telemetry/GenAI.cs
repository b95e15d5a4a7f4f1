using DurableTeams.Definitions;
using DurableTeams.Storage.Records;

namespace DurableTeams.Telemetry;

/// <summary>Words of OpenTelemetry's semantic conventions for generative AI (1.37).</summary>
internal static class GenAI
{
    /// <summary>
    /// The provider by its well-known name; null for an agent in code, and for a registered chat client, whose answers say it.
    /// </summary>
    public static string? Provider(ModelDefinition? model) => model?.Provider switch
    {
        "azureOpenAI" => "azure.ai.openai",
        ModelDefinition.ClientProvider => null,
        var other => other,
    };

    /// <summary>The model that is asked for; null where its name is the name of an environment variable.</summary>
    public static string? RequestModel(ModelDefinition? model) =>
        model?.Model?.Contains("${", StringComparison.Ordinal) == true ? null : model?.Model;

    /// <summary>The name of a model call's span.</summary>
    public static string ChatName(string? asked, string? answered) =>
        (asked ?? answered) is { } model ? $"chat {model}" : "chat";

    /// <summary>A span event with some fields of the run's event.</summary>
    public static SpanEventView Event(string name, RunEvent item, params ReadOnlySpan<string> fields)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (item.Text(field) is { } text) attributes[$"durableteams.{field}"] = text;
        }

        return new SpanEventView(name, item.At, attributes);
    }
}
