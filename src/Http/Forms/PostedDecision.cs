using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Forms;

/// <summary>
/// The decision that a form sent, by the names of <see cref="DecisionInputs"/>. A form sends all that stands in it: what does
/// not belong to the button that was pressed is left out.
/// </summary>
/// <param name="Word">The decision.</param>
/// <param name="Note">The note.</param>
public sealed record PostedDecision(string Word, string? Note)
{
    /// <summary>The arguments of an approval that changes them; null where they stay.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What was filled in, an object by field.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result of the call.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why the call failed.</summary>
    public string? Error { get; init; }

    /// <summary>Reads a form.</summary>
    /// <param name="entered">What was entered, by name of input; null where the form has no such input.</param>
    /// <param name="context">What is decided, as it is now.</param>
    /// <exception cref="ApiException">400: something entered cannot be.</exception>
    public static PostedDecision Read(Func<string, string?> entered, RequirementContextView context)
    {
        ArgumentNullException.ThrowIfNull(entered);
        ArgumentNullException.ThrowIfNull(context);
        var word = entered(DecisionInputs.Decision) ?? "";
        if (!DecisionKinds.All.Contains(word))
            throw ApiErrors.UnknownDecision(DecisionInputs.Decision, $"must be one of {string.Join(", ", DecisionKinds.All)}.");
        var made = new PostedDecision(word, Text(entered, DecisionInputs.Note, DecisionFields.MaxNoteLength));
        return word switch
        {
            DecisionKinds.Approve => made with { Arguments = Edited(entered, context) },
            DecisionKinds.Answer => made with
            {
                Values = FormValues.Read(ArgumentFields.Of(context.Requirement.InputFields), entered),
            },
            DecisionKinds.Result when entered(DecisionInputs.Failed) is { Length: > 0 } => made with
            {
                Error = Text(entered, DecisionInputs.Result, DecisionFields.MaxErrorLength),
            },
            DecisionKinds.Result => made with
            {
                Result = ResultOf(entered), Error = Text(entered, DecisionInputs.Error, DecisionFields.MaxErrorLength),
            },
            DecisionKinds.Skip => made with { Result = ResultOf(entered) },
            _ => made,
        };
    }

    private static JsonElement? Edited(Func<string, string?> entered, RequirementContextView context)
    {
        var present = context.Requirement.Tool.Arguments;
        JsonElement arguments;
        if (Text(entered, DecisionInputs.Arguments, RequestBody.MaxBytes) is { } json)
            arguments = RequestBody.ReadText(json, DecisionInputs.Arguments);
        else if (entered(DecisionInputs.Edits) is { Length: > 0 })
            arguments = FormValues.Read(ArgumentFields.Of(present, context.ArgumentsSchema), entered);
        else return null;
        if (arguments.ValueKind != JsonValueKind.Object)
            throw ApiErrors.InvalidField(DecisionInputs.Arguments, "must be an object.");
        return JsonElement.DeepEquals(arguments, present) ? null : arguments;
    }

    // What looks like JSON with parts is JSON; everything else is the text that it is.
    private static JsonElement? ResultOf(Func<string, string?> entered) =>
        Text(entered, DecisionInputs.Result, RequestBody.MaxBytes) is not { } text ? null
        : text.TrimStart() is ['{' or '[', ..] ? RequestBody.ReadText(text, DecisionInputs.Result)
        : JsonSerializer.SerializeToElement(text);

    // Browsers send the lines of a text with both characters.
    private static string? Text(Func<string, string?> entered, string name, int most)
    {
        if (entered(name)?.Replace("\r\n", "\n", StringComparison.Ordinal) is not { } text) return null;
        if (string.IsNullOrWhiteSpace(text)) return null;
        return text.Length <= most
            ? text
            : throw ApiErrors.InvalidField(name, FormattableString.Invariant($"must have at most {most} characters."));
    }
}
