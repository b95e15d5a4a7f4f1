using System.Text.Json.Nodes;
using DurableTeams.Http.Protocols.OpenAI.Runs;
using DurableTeams.Live;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.OpenAI.Responses;

/// <summary>
/// Tells a stretch of a run as a response: the words of its leader as messages, the calls of all tools, and what is asked.
/// Thoughts are not told: they are not recorded, and an answer that is read again has to be the same.
/// </summary>
internal sealed class OpenAITranslator
{
    private readonly OpenAIStretch _told;
    private readonly OpenAIQuestions _questions;
    private readonly OpenAIOutput _output;
    private readonly OpenAITalk _talk;
    private readonly OpenAICalls _calls;
    private readonly OpenAIUsage _usage = new();
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _leader;

    /// <summary>Makes the translator.</summary>
    /// <param name="told">What is told.</param>
    /// <param name="questions">Makes items of requirements.</param>
    /// <param name="startingAfter">The last number that the reader has; -1 with none.</param>
    public OpenAITranslator(OpenAIStretch told, OpenAIQuestions questions, long startingAfter = -1)
    {
        (_told, _questions, _output) = (told, questions, new OpenAIOutput(startingAfter));
        (_talk, _calls) = (new OpenAITalk(told.Run.RunId, _output), new OpenAICalls(_output));
        _leader = RunIds.Leader(told.Run.RunId);
    }

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take() => _output.Take();

    /// <summary>Takes note of what happened before this answer.</summary>
    public void Recall(RunEvent item)
    {
        _calls.Recall(item);
        if (item.Type == RunEventTypes.RequirementCreated && item.Text("requirementId") is { } id) _calls.Asked(id);
    }

    /// <summary>Begins the answer.</summary>
    public void Begin()
    {
        _output.Tell("response.created", ("response", Response(_told.Run, "in_progress", null)));
        _output.Tell("response.in_progress", ("response", Response(_told.Run, "in_progress", null)));
    }

    /// <summary>Tells what the leader writes.</summary>
    public void Tell(LiveDelta delta)
    {
        if (delta.MemberRunId == _leader && delta.Type == RunEventTypes.ContentDelta) _talk.Write(delta);
    }

    /// <summary>Tells what was recorded.</summary>
    /// <param name="item">The event.</param>
    /// <param name="requirement">The requirement that it is about.</param>
    public void Tell(RunEvent item, RequirementRecord? requirement)
    {
        switch (item.Type)
        {
            case RunEventTypes.ModelCallCompleted:
                _usage.Add(item);
                if (item.MemberRunId == _leader && item.Number("turn") is { } turn)
                    _talk.Complete(turn, item.Text("text") ?? "", item.Items("toolCalls").Any());
                break;
            case RunEventTypes.ToolCallStarted or RunEventTypes.ToolCallCompleted or RunEventTypes.ToolCallFailed:
                _calls.Tell(item);
                break;
            case RunEventTypes.RequirementCreated when requirement is not null:
                Ask(requirement);
                break;
            case RunEventTypes.RequirementResolved when requirement is not null && _asked.Contains(requirement.RequirementId):
                _output.Whole(OpenAIQuestions.Answered(requirement));
                break;
        }
    }

    /// <summary>Ends the answer; returns the response.</summary>
    public JsonObject End(StretchEnd end)
    {
        foreach (var asks in end.Pending.Where(asks => !_asked.Contains(asks.RequirementId))) Ask(asks);
        if (end.Run is { Status: RunStatus.Completed, Output: { } text } && text != _talk.Last)
            _talk.Tell($"msg_{end.Run.RunId}-output", text, "final_answer");
        _talk.Close("incomplete", null);
        _calls.Close();
        if (end.Pending.Count > 0) _talk.Tell($"msg_{end.Run.RunId}-waits", _questions.Words(end.Pending), "commentary");
        var status = OpenAIResponse.Status(end.Run);
        var response = Response(end.Run, status, _usage.OfResponse());
        // There is no event of its own for a response that was cancelled.
        _output.Tell(
            status switch
            {
                "completed" => "response.completed",
                "failed" => "response.failed",
                _ => "response.incomplete",
            },
            ("response", response.DeepClone()));
        return response;
    }

    /// <summary>The response as it is now.</summary>
    public JsonObject Now(RunRecord run) => Response(run, OpenAIResponse.Status(run), null);

    /// <summary>Why an answer broke off.</summary>
    public void Fail(string code, string message) =>
        _output.Tell("error", ("code", code), ("message", message), ("param", null));

    private void Ask(RequirementRecord asks)
    {
        _asked.Add(asks.RequirementId);
        _calls.Asked(asks.RequirementId);
        _output.Whole(_questions.Item(asks));
    }

    private JsonObject Response(RunRecord run, string status, JsonObject? usage) =>
        OpenAIResponse.Of(_told, run, status, _output.Items(), usage);
}
