using System.Text.Json;

namespace DurableTeams.Worker;

/// <summary>A question to a person: it becomes a requirement in the inbox, like those of the host's own members.</summary>
public sealed record WorkQuestion
{
    /// <summary>
    /// The id, unique within the work, at most 200 characters. Asked again under the same id, also by another attempt, it is the
    /// same question: so make it of what is asked, and not at random.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>What is wanted.</summary>
    public required WorkQuestionKind Kind { get; init; }

    /// <summary>The call that it is about.</summary>
    public required WorkCall Tool { get; init; }

    /// <summary>What to fill in, of <see cref="WorkQuestionKind.UserInput"/>.</summary>
    public IReadOnlyList<WorkInputField>? InputFields { get; init; }

    /// <summary>Words for the person.</summary>
    public string? Note { get; init; }
}

/// <summary>What a question wants.</summary>
public enum WorkQuestionKind
{
    /// <summary>Approve or reject the call.</summary>
    Confirmation,

    /// <summary>Fill in fields.</summary>
    UserInput,

    /// <summary>Make the call elsewhere, and bring its result.</summary>
    ExternalExecution,
}

/// <summary>A call of a tool that the worker means to make.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments: anything that becomes a JSON object.</param>
public sealed record WorkCall(string Name, object? Arguments = null);

/// <summary>A field to fill in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type: <c>string</c>, <c>number</c>, <c>integer</c> or <c>boolean</c>.</param>
/// <param name="Description">Words for the person.</param>
/// <param name="Required">Whether it must be filled in; null leaves that to the host.</param>
public sealed record WorkInputField(string Name, string? Type = null, string? Description = null, bool? Required = null);

/// <summary>How a question stands.</summary>
public sealed record WorkDecision
{
    /// <summary>The requirement, as the inbox has it.</summary>
    public required string RequirementId { get; init; }

    /// <summary>The question's id.</summary>
    public string? Id { get; init; }

    /// <summary><c>pending</c>, <c>approved</c>, <c>rejected</c>, <c>answered</c>, <c>expired</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The decision as the person made it, such as <c>approve</c>; null before there is one.</summary>
    public string? Decision { get; init; }

    /// <summary>What the person said.</summary>
    public string? Note { get; init; }

    /// <summary>Who decided.</summary>
    public string? By { get; init; }

    /// <summary>The arguments to call with: the person may have edited them.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What was filled in, by field.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>The result of a call that was made elsewhere.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The error of a call that was made elsewhere.</summary>
    public JsonElement? Error { get; init; }

    /// <summary>Whether nobody has decided yet.</summary>
    public bool IsPending => Status == "pending";

    /// <summary>Whether the call may be made.</summary>
    public bool IsApproved => Status == "approved";
}
