using System.Text.Json;
using DurableTeams.Definitions.Secrets;
using DurableTeams.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Runs.Remote.A2A;

/// <summary>
/// Reads what an agent's task asks. Input that is required is a form with one field, an authorisation that is required a
/// confirmation. An agent that is a team of this product says more: each of its requirements is a question of its own.
/// </summary>
internal static class A2AQuestions
{
    /// <summary>The field of the form.</summary>
    public const string Field = "answer";

    private const int MaxText = 4_000;
    private const int MaxQuestions = 100;

    /// <summary>What a task asks now; none where it waits for nothing.</summary>
    public static IReadOnlyList<A2AQuestion> Of(A2ATask task, Redaction secrets)
    {
        if (task.Status is not { State: A2AStatus.InputRequired or A2AStatus.AuthRequired } status) return [];
        var parts = status.Message?.Parts ?? [];
        var own = parts.Select(part => Requirement(task, part, secrets)).OfType<A2AQuestion>().Take(MaxQuestions).ToList();
        if (own.Count > 0) return own;
        var words = A2AText.Words(parts);
        var asks = secrets.Remove(words.Length > 0 ? Cut(words) : "The agent needs an answer to go on.");
        var id = A2AText.Hash($"{task.Id}|{status.State}|{status.Timestamp}|{status.Message?.MessageId}|{words}");
        var arguments = JsonSerializer.SerializeToElement(new { question = asks, taskId = task.Id });
        return
        [
            status.State == A2AStatus.AuthRequired
                ? new A2AQuestion(id, RequirementKind.Confirmation, "authorize", arguments, null, asks)
                : new A2AQuestion(
                    id, RequirementKind.UserInput, "ask", arguments, [new InputField(Field, "string", asks) { Required = true }],
                    asks),
        ];
    }

    /// <summary>A requirement of a team of this product, as its API shows it; null where the part is none.</summary>
    private static A2AQuestion? Requirement(A2ATask task, A2APart part, Redaction secrets)
    {
        try
        {
            if (part.Data is not { ValueKind: JsonValueKind.Object } data || !data.TryGetProperty("decisions", out _)
                || data.Deserialize<OwnRequirement>(
                    ContractJson.Options) is not { RequirementId: { Length: > 0 } id, Kind: { } kind, Tool: { } tool } asked
                || tool.Arguments.ValueKind != JsonValueKind.Object)
                return null;
            var outcome = kind == RequirementKind.UnknownOutcome;
            var arguments = JsonElement.Parse(secrets.Remove(tool.Arguments.GetRawText()));
            return new A2AQuestion(
                A2AText.Hash($"{task.Id}|{id}"), outcome ? RequirementKind.Confirmation : kind, tool.Name, arguments,
                kind == RequirementKind.UserInput ? [.. asked.InputFields ?? []] : null,
                secrets.Remove(Cut(asked.Note ?? A2AText.Words(task.Status!.Message!.Parts))))
            {
                RequirementId = id, IsOutcome = outcome,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText] + " …";

    private sealed record OwnRequirement(
        string? RequirementId, RequirementKind? Kind, OwnTool? Tool, IReadOnlyList<InputField>? InputFields, string? Note);

    private sealed record OwnTool(string Name, JsonElement Arguments);
}
