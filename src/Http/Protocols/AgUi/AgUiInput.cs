using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.AgUi;

/// <summary>
/// What a client sends, <c>RunAgentInput</c> (https://docs.ag-ui.com/spec/1.0, schema.json). Members that are not known are
/// passed over, as the protocol has it. <c>tools</c> and <c>state</c> are not used: tools are the team's, and so is its state.
/// </summary>
/// <param name="ThreadId">The conversation: the session.</param>
/// <param name="RunId">The client's id of this request.</param>
/// <param name="ParentRunId">The run that spawned it, as the client knows it.</param>
/// <param name="Messages">The conversation as the client knows it.</param>
/// <param name="Resume">Answers to interrupts.</param>
/// <param name="UserId">The user, <c>forwardedProps.userId</c>.</param>
internal sealed partial record AgUiInput(
    string ThreadId, string RunId, string? ParentRunId, IReadOnlyList<JsonElement> Messages, IReadOnlyList<AgUiAnswer> Resume,
    string? UserId)
{
    private const int MaxIdLength = 200;
    private static readonly string[] Roles = ["developer", "system", "assistant", "user", "tool", "activity", "reasoning"];

    /// <summary>The ambient information, each <c>description: value</c>.</summary>
    public IReadOnlyList<string> Context { get; private init; } = [];

    /// <summary>Whether the user spoke last.</summary>
    public bool IsAsked => Messages.Count > 0 && RoleOf(Messages[^1]) == "user";

    /// <summary>Whether the user spoke at all.</summary>
    public bool HasQuestion => Messages.Any(message => RoleOf(message) == "user");

    /// <summary>Reads it.</summary>
    /// <exception cref="ApiException">400 or 413: it is not such an object.</exception>
    public static async ValueTask<AgUiInput> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        if (body.OptionalText("protocolVersion", MaxIdLength) is { } version && !Spoken().IsMatch(version))
            throw new ApiException(
                400, "unknownVersion", $"protocolVersion: '{version}' is not spoken here; this is AG-UI {AgUiFrame.Version}.",
                "protocolVersion");
        return new AgUiInput(
            Id(body, "threadId"), Id(body, "runId"), body.OptionalText("parentRunId", MaxIdLength), MessageList.Read(body, Roles),
            [.. Objects(body, "resume").Select(AgUiAnswer.Read)],
            body.OptionalValue("forwardedProps") is { ValueKind: JsonValueKind.Object } props
                ? new BodyFields(props, "forwardedProps.").OptionalId("userId", MaxIdLength) : null)
        {
            Context = [.. Objects(body, "context").Select(item =>
                $"{item.RequiredText("description")}: {item.OptionalText("value", int.MaxValue)}")],
        };
    }

    /// <summary>What the user said last, with the ambient information below it.</summary>
    /// <exception cref="ApiException">400: nothing, or something that is no text.</exception>
    public string Question()
    {
        var at = Messages.Count - 1;
        while (at >= 0 && RoleOf(Messages[at]) != "user") at--;
        if (at < 0) throw new ApiException(400, "noMessage", "messages: has no message of the user.", "messages");
        var text = TextOf(Messages[at], FormattableString.Invariant($"messages[{at}].content"));
        return Context.Count == 0 ? text : $"{text}\n\nContext:\n- {string.Join("\n- ", Context)}";
    }

    private static string TextOf(JsonElement message, string place)
    {
        var content = message.TryGetProperty("content", out var value) ? value : default;
        var text = content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => Parts(content, place),
            _ => throw ApiErrors.InvalidField(place, "is required, a string or an array of parts."),
        };
        return string.IsNullOrWhiteSpace(text) ? throw ApiErrors.InvalidField(place, "must not be empty.") : text;
    }

    private static string Parts(JsonElement parts, string place)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var here = FormattableString.Invariant($"{place}[{at++}]");
            if (part.ValueKind != JsonValueKind.Object) throw ApiErrors.InvalidField(here, "must be an object.");
            if (!part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
                || !type.ValueEquals("text"u8))
                throw new ApiException(400, "unsupportedContent", $"{here}: teams take text, and no part of another type.", here);
            if (!part.TryGetProperty("text", out var said) || said.ValueKind != JsonValueKind.String)
                throw ApiErrors.InvalidField(here + ".text", "is required, a string.");
            text.Append(text.Length == 0 ? "" : "\n").Append(said.GetString());
        }

        return text.ToString();
    }

    private static IReadOnlyList<BodyFields> Objects(BodyFields body, string name) => body.OptionalValue(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() == 0 => [],
        _ => body.RequiredObjects(name, AgUiAnswer.Most),
    };

    private static string Id(BodyFields body, string name) =>
        body.OptionalId(name, MaxIdLength) ?? throw ApiErrors.InvalidField(name, "is required, a string.");

    private static string? RoleOf(JsonElement message) => message.GetProperty("role").GetString();

    // Later versions of 1 add to it: their clients read what we declare.
    [GeneratedRegex(@"^1\.\d{1,9}$", RegexOptions.CultureInvariant)]
    private static partial Regex Spoken();
}
