using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTeams.Storage.Records;

namespace DurableTeams.Approvals.Notifications;

/// <summary>
/// What a notification says to people, before it gets the form of a chat or a mail. All of it is plain text that is fit to be
/// shown (<see cref="ShownText"/>); each form escapes what means something in it.
/// </summary>
internal sealed record NotificationText
{
    /// <summary>At most so many arguments, and fields, are shown.</summary>
    public const int MostParts = 20;

    /// <summary>Of each value at most so many characters are shown.</summary>
    public const int LongestValue = 300;

    private const int LongestName = 80;
    private const int LongestNote = 1_000;
    private const int LongestTitle = 150;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What it is about, on one line of at most 150 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Who asks for what, in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>What the person asked should know, or why somebody is asked.</summary>
    public string? Note { get; init; }

    /// <summary>The arguments of the call.</summary>
    public required IReadOnlyList<NotificationPart> Arguments { get; init; }

    /// <summary>What the person fills in.</summary>
    public required IReadOnlyList<NotificationPart> Fields { get; init; }

    /// <summary>Times, approvals, ids; none of another author but people's names.</summary>
    public required IReadOnlyList<NotificationPart> Facts { get; init; }

    /// <summary>Links, each with the decision that it leads to.</summary>
    public required IReadOnlyList<NotificationLink> Links { get; init; }

    /// <summary>The text about a requirement.</summary>
    public static NotificationText Of(RequirementView view, bool escalated)
    {
        ArgumentNullException.ThrowIfNull(view);
        var tool = ShownText.Line(view.Tool.Name, LongestName);
        var who = ShownText.Line(string.Join(" › ", view.MemberPath), LongestTitle);
        var (what, sentence) = view.Kind switch
        {
            RequirementKind.Confirmation => ("Approval needed", $"{who} asks to call {tool}."),
            RequirementKind.UserInput => ("Input needed", $"{who} asks for input to {tool}."),
            RequirementKind.ExternalExecution => (
                "Call to make elsewhere", $"{who} asks somebody to make the call {tool}, and to bring its result."),
            _ => (
                "Outcome unknown",
                $"It is not known whether {tool}, called by {who}, was done. Look, then say: do it again, skip it, or "
                    + "bring its result."),
        };
        return new NotificationText
        {
            Title = ShownText.Line($"{(escalated ? "Still waiting: " : "")}{what}: {tool} ({who})", LongestTitle),
            Sentence = sentence,
            Note = view.Note is { Length: > 0 } note ? ShownText.Block(note, LongestNote) : null,
            Arguments = Parts(view.Tool.Arguments),
            Fields = [.. view.InputFields.Take(MostParts).Select(Field)],
            Facts = [.. FactsOf(view)],
            Links = NotificationLink.Of(view),
        };
    }

    /// <summary>The same with values, names and the note of at most so many characters.</summary>
    public NotificationText Shorter(int most)
    {
        return this with
        {
            Note = Note is null ? null : ShownText.Block(Note, most),
            Arguments = [.. Arguments.Select(Cut)],
            Fields = [.. Fields.Select(Cut)],
        };

        NotificationPart Cut(NotificationPart part) => new(ShownText.Line(part.Name, most), ShownText.Block(part.Value, most));
    }

    private static List<NotificationPart> Parts(JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object) return [new NotificationPart("arguments", Value(arguments))];
        List<NotificationPart> parts =
        [
            .. arguments.EnumerateObject().Take(MostParts)
                .Select(one => new NotificationPart(ShownText.Line(one.Name, LongestName), Value(one.Value))),
        ];
        var more = arguments.EnumerateObject().Count() - parts.Count;
        if (more > 0) parts.Add(new NotificationPart("…", string.Create(CultureInfo.InvariantCulture, $"and {more} more")));
        return parts;
    }

    private static string Value(JsonElement value) => ShownText.Block(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value, Readable), LongestValue);

    private static NotificationPart Field(InputFieldView field)
    {
        var text = $"{field.Type}{(field.Required ? ", required" : "")}"
            + (field.Description is { Length: > 0 } what ? $": {what}" : "")
            + (field.Choices is { Count: > 0 } choices ? $" ({string.Join(", ", choices.Select(Value))})" : "");
        return new NotificationPart(ShownText.Line(field.Name, LongestName), ShownText.Line(text, LongestValue));
    }

    private static IEnumerable<NotificationPart> FactsOf(RequirementView view)
    {
        yield return new("Asked at", Time(view.CreatedAt));
        if (view.ExpiresAt is { } end) yield return new("Decide by", Time(end));
        if (view.Approvals.Needed > 1)
        {
            var given = string.Join(", ", view.Approvals.Given);
            yield return new("Approvals", ShownText.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{view.Approvals.Given.Count} of {view.Approvals.Needed}{(given.Length > 0 ? ": " : "")}{given}"),
                LongestValue));
        }

        yield return new("Run", view.RunId);
        yield return new("Question", view.RequirementId);
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>A name with a value.</summary>
/// <param name="Name">On one line.</param>
/// <param name="Value">May have lines, as an argument has them.</param>
internal sealed record NotificationPart(string Name, string Value);
