using System.Globalization;
using System.Text.Json;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Requests;
using DurableTeams.Storage.Records;
using DurableTeams.Storage.Rules;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// What a message decides. A data part is a decision as the API takes it, <c>{requirementId, decision, …}</c>. Text answers where
/// it can mean one thing alone. The protocol leaves the form to the agent (A2A 1.0, section 7.6).
/// </summary>
internal static class A2AAnswers
{
    private const int MaxDecisions = 500;
    private static readonly string[] Yes = ["approve", "yes"];
    private static readonly string[] No = ["reject", "no"];

    /// <summary>The decisions of the data parts, each with its place; none where there are no data parts.</summary>
    /// <exception cref="ApiException">400 or 409: a part decides nothing, or it is not clear what.</exception>
    public static List<(DecisionRequest Decision, string Place)> Data(
        A2AMessage message, IReadOnlyList<RequirementRecord> asked, DecisionFields fields)
    {
        List<(DecisionRequest, string)> decisions = [];
        foreach (var part in message.Parts)
        {
            if (part.Data is not { } data) continue;
            if (data.ValueKind != JsonValueKind.Object)
                throw ApiErrors.InvalidField(part.Place, "must be an object with a decision.");
            var body = new BodyFields(data, part.Place + ".");
            IReadOnlyList<BodyFields> several = data.TryGetProperty("decisions", out _)
                ? body.Only("decisions").RequiredObjects("decisions", MaxDecisions)
                : [body];
            foreach (var one in several)
            {
                var id = one.OptionalText("requirementId", int.MaxValue) ?? Single(asked, one.PathOf("requirementId"));
                decisions.Add((fields.Read(one, id), one.PathOf("")));
            }
        }

        return decisions;
    }

    /// <summary>The decision that text alone is.</summary>
    /// <exception cref="ApiException">400 or 409: it decides nothing.</exception>
    public static (DecisionRequest Decision, string Place) Text(
        A2AMessage message, IReadOnlyList<RequirementRecord> asked, Person? person)
    {
        const string place = "message.parts[0].";
        var pending = asked.Where(one => one.Status == RequirementStatus.Pending).ToList();
        if (pending.Count == 0) throw NothingAsked();
        var text = message.Text ?? "";
        var decision = pending.Count > 1 ? null : pending[0].Kind switch
        {
            RequirementKind.UserInput => Fill(pending[0], text),
            RequirementKind.ExternalExecution => new DecisionRequest(pending[0].RequirementId, DecisionKinds.Result)
            {
                Result = JsonSerializer.SerializeToElement(text),
            },
            // A late word must never approve another call than the one that its writer saw.
            RequirementKind.Confirmation when asked.Count == 1 => Word(pending[0], text),
            _ => null,
        };
        return decision is not null
            ? (decision with { By = person?.Name, PrincipalId = person?.Id }, place)
            : throw new ApiException(
                400, "textDecidesNothing",
                "This text does not say which decision it is on "
                    + $"{string.Join(", ", pending.Take(20).Select(one => one.RequirementId))}. Send a data part with "
                    + "requirementId and decision, as the message of the task's status asks for.",
                "message.parts");
    }

    /// <summary>The error at the place of the message where the decision stands.</summary>
    public static ApiException Placed(
        ApiException exception, string field, IReadOnlyList<(DecisionRequest Decision, string Place)> decisions)
    {
        const string before = "decisions[";
        if (!field.StartsWith(before, StringComparison.Ordinal)) return exception;
        var end = field.IndexOf(']', StringComparison.Ordinal);
        var at = int.Parse(field.AsSpan(before.Length..end), CultureInfo.InvariantCulture);
        var here = decisions[at].Place;
        return new ApiException(
            exception.Status, exception.Code,
            exception.Message.Replace(field[..(end + 1)] + ".", here, StringComparison.Ordinal),
            here + field[(end + 1)..].TrimStart('.'))
        {
            Errors = exception.Errors,
        };
    }

    // The only question of the task, or of what it asks for people's knowledge the only one that is open.
    private static string Single(IReadOnlyList<RequirementRecord> asked, string field)
    {
        if (asked.Count == 1) return asked[0].RequirementId;
        var pending = asked.Where(one => one.Status == RequirementStatus.Pending).ToList();
        return pending.Count == 0
            ? throw NothingAsked()
            : throw ApiErrors.InvalidField(
                field,
                "is required, since the task has asked more than once; "
                    + $"it waits for {string.Join(", ", pending.Take(20).Select(one => one.RequirementId))}.");
    }

    private static DecisionRequest? Fill(RequirementRecord requirement, string text)
    {
        var open = (requirement.InputFields ?? [])
            .Where(field => requirement.Values is not { } values || !values.TryGetProperty(field.Name, out _)).ToList();
        if (open.Count > 1) open = [.. open.Where(field => field.Required != false)];
        if (open.Count != 1) return null;
        var value = open[0].Type == "string" ? JsonSerializer.SerializeToElement(text) : Parse(text);
        return new DecisionRequest(requirement.RequirementId, DecisionKinds.Answer)
        {
            Values = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [open[0].Name] = value }),
        };
    }

    private static DecisionRequest? Word(RequirementRecord requirement, string text)
    {
        var word = text.Trim();
        return Yes.Contains(word, StringComparer.OrdinalIgnoreCase)
            ? new DecisionRequest(requirement.RequirementId, DecisionKinds.Approve)
            : No.Contains(word, StringComparer.OrdinalIgnoreCase)
                ? new DecisionRequest(requirement.RequirementId, DecisionKinds.Reject)
                : null;
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    private static ApiException NothingAsked() => ApiErrors.Conflict(
        "nothingAsked",
        "This task asks nothing at the moment. To say more, send a message with its contextId and without its taskId.",
        "message.taskId");
}
