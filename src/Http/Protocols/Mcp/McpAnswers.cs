using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Approvals;
using DurableTeams.Errors;
using DurableTeams.Http.Protocols.AgUi;
using DurableTeams.Services.Decisions;
using DurableTeams.Storage;
using DurableTeams.Storage.Records;
using Microsoft.AspNetCore.Http;

namespace DurableTeams.Http.Protocols.Mcp;

/// <summary>
/// Takes what a person answered to an elicitation: <c>accept</c> decides as the form says, <c>decline</c> rejects, <c>cancel</c>
/// decides nothing, since nobody has looked at it.
/// </summary>
internal sealed class McpAnswers(IRunStore store, RequirementViews views, ApprovalService approvals)
{
    private static readonly string[] Actions = ["accept", "decline", "cancel"];

    /// <summary>Takes the answer that a client sent in a request of its own.</summary>
    /// <exception cref="ApiException">It cannot be taken.</exception>
    public async Task TakeAsync(HttpContext http, string requirementId, JsonElement message)
    {
        // A client that failed to ask has decided nothing.
        if (!message.TryGetProperty("result", out var result)) return;
        var requirement = await store.FindRequirementAsync(requirementId, http.RequestAborted)
            ?? throw ApiErrors.NotFound("requirement", requirementId);
        if (Decide(http, requirement, result, "result") is { } decision)
            await approvals.ResolveAsync(decision, CallContext.Of(http).Client, http.RequestAborted);
    }

    /// <summary>Takes the answers that came with a request about a run: all or none.</summary>
    /// <param name="http">The request.</param>
    /// <param name="runId">The run.</param>
    /// <param name="responses">The answers by requirement.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The requirements that this person is not to be asked about again.</returns>
    /// <exception cref="ApiException">One cannot be taken.</exception>
    public async Task<IReadOnlySet<string>> TakeAsync(
        HttpContext http, string runId, IEnumerable<KeyValuePair<string, JsonElement>> responses,
        CancellationToken cancellationToken)
    {
        List<DecisionRequest> decisions = [];
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (requirementId, result) in responses)
        {
            var requirement = await store.FindRequirementAsync(requirementId, cancellationToken);
            if (requirement is null || requirement.RunId != runId) throw ApiErrors.NotFound("requirement", requirementId);
            var decision = Decide(http, requirement, result, $"inputResponses.{requirementId}");
            if (decision is not null) decisions.Add(decision);
            // A form that is half filled in is shown again; where several must approve, the others are asked elsewhere.
            if (decision is null || requirement.Kind != RequirementKind.UserInput) done.Add(requirementId);
        }

        if (decisions.Count > 0)
            await approvals.ContinueAsync(runId, decisions, CallContext.Of(http).Client, cancellationToken);
        return done;
    }

    private DecisionRequest? Decide(HttpContext http, RequirementRecord requirement, JsonElement result, string place)
    {
        var action = result.ValueKind == JsonValueKind.Object && result.TryGetProperty("action", out var its)
            && its.ValueKind == JsonValueKind.String ? its.GetString() : null;
        if (!Actions.Contains(action))
            throw ApiErrors.InvalidField(place + ".action", $"is required, one of {string.Join(", ", Actions)}.");
        if (action == "cancel") return null;
        var principals = HttpParts.Of(http).Principals;
        JsonElement? content = action == "accept" ? Payload(requirement, result, place + ".content") : null;
        var decision = new AgUiAnswer(requirement.RequirementId, action == "decline", content, place + ".content")
            .Decide(requirement.Kind, (by, field) => principals.Decider(http.Request, by, field)) with
            {
                From = principals.From(http.Request, "mcp"),
                TraceParent = CallContext.Of(http).TraceParent,
            };
        return requirement.Status == RequirementStatus.Pending || DecisionCheck.IsRepeat(requirement, decision)
            ? decision
            : throw DecisionCheck.Contradiction(requirement, DateTimeOffset.MaxValue);
    }

    /// <summary>The form's fields as the decision has them: a choice as a flag, and what stands as JSON in a text read.</summary>
    private JsonElement Payload(RequirementRecord requirement, JsonElement result, string place)
    {
        var fields = result.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Object
            ? JsonObject.Create(content)!
            : [];
        var view = views.Of(requirement);
        if (requirement.Kind == RequirementKind.UserInput)
        {
            foreach (var field in view.InputFields.Where(field => !McpElicitation.IsSimple(field)))
            {
                if (Word(fields, field.Name) is { } text) fields[field.Name] = Read(text, $"{place}.{field.Name}");
            }
        }

        if (requirement.Kind != RequirementKind.Confirmation) return JsonSerializer.SerializeToElement(fields);
        var approved = Word(fields, "decision") switch
        {
            "approve" => true,
            "reject" => false,
            _ => throw ApiErrors.InvalidField(place + ".decision", "is required, approve or reject."),
        };
        fields.Remove("decision");
        if (Word(fields, "arguments") is { } written)
        {
            var edited = Read(written, place + ".arguments");
            // Forms come back whole: the arguments that were shown are no others.
            if (approved && !JsonNode.DeepEquals(edited, JsonSerializer.SerializeToNode(view.Tool.Arguments)))
                fields["editedArgs"] = edited;
            fields.Remove("arguments");
        }

        fields["approved"] = approved;
        return JsonSerializer.SerializeToElement(fields);
    }

    private static string? Word(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonNode? Read(string text, string place)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw ApiErrors.InvalidField(place, "must be JSON.");
        }
    }
}
