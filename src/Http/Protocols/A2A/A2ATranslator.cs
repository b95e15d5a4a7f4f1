using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Live;
using DurableTeams.Services;
using DurableTeams.Storage.Ids;
using DurableTeams.Storage.Records;

namespace DurableTeams.Http.Protocols.A2A;

/// <summary>
/// Tells what happens in a run as updates of its task (A2A 1.0, section 4.2): the words of its leader as the artifact
/// <c>answer</c>, which a later turn replaces; what members do as status updates.
/// </summary>
internal sealed class A2ATranslator(A2ATasks tasks, RunRecord run)
{
    private readonly List<JsonObject> _updates = [];
    private readonly string _leader = RunIds.Leader(run.RunId);
    private Written _text = new();
    private (int Turn, int Attempt) _at;
    private bool _appends;

    /// <summary>What was told since the last look.</summary>
    public IReadOnlyList<JsonObject> Take()
    {
        List<JsonObject> taken = [.. _updates];
        _updates.Clear();
        return taken;
    }

    /// <summary>Tells what the leader writes.</summary>
    public void Tell(LiveDelta delta)
    {
        if (delta.MemberRunId != _leader || delta.Type != RunEventTypes.ContentDelta) return;
        var data = delta.Data;
        if (_at != (data.Turn, data.Attempt)) Begin(data.Turn, data.Attempt);
        var next = _text.Next(data.Offset, data.Text);
        if (next is null)
        {
            Begin(data.Turn, data.Attempt);
            next = _text.Next(data.Offset, data.Text);
        }

        Write(next ?? "");
    }

    /// <summary>Tells what was recorded.</summary>
    public void Tell(RunEvent item)
    {
        switch (item.Type)
        {
            case RunEventTypes.ModelCallCompleted when item.MemberRunId == _leader && item.Number("turn") is { } turn:
                Answered(turn, item.Text("text") ?? "");
                break;
            case RunEventTypes.RunStarted or RunEventTypes.RunContinued:
                Working(item, null);
                break;
            case RunEventTypes.MemberRunStarted when item.MemberRunId != _leader:
                Working(item, $"{item.MemberId} begins.");
                break;
            case RunEventTypes.MemberRunCompleted when item.MemberRunId != _leader:
                Working(item, $"{item.MemberId} is done.");
                break;
            case RunEventTypes.MemberRunFailed when item.MemberRunId != _leader:
                Working(item, $"{item.MemberId} failed.");
                break;
            case RunEventTypes.ToolCallStarted:
                Working(item, $"{item.MemberId} calls {item.Text("name")}.");
                break;
            case RunEventTypes.ToolCallProgress:
                Working(item, item.Text("text"));
                break;
            case RunEventTypes.HandoffOccurred:
                Working(item, $"{item.Text("from")} hands over to {item.Text("to")}.");
                break;
            case RunEventTypes.PhaseCompleted:
                Working(item, $"The phase {item.Text("phase")} is over.");
                break;
        }
    }

    /// <summary>Tells how the run stands.</summary>
    public async Task EndAsync(StretchEnd end, CancellationToken cancellationToken)
    {
        if (await tasks.AnswerAsync(end.Run, cancellationToken) is { Count: > 0 } answer) Finish(end.Run.Output!, answer);
        Status(tasks.Status(end.Run, end.Pending), null);
    }

    /// <summary>Tells that the run is no more.</summary>
    public void Deleted() => Status(
        JsonParts.Of(
            ("state", "TASK_STATE_CANCELED"),
            ("message", A2ATasks.Message(
                run, run.RunId + ".deleted", "ROLE_AGENT", [A2ATasks.Text("The run was deleted.")]))),
        null);

    private void Answered(int turn, string text)
    {
        if (_at.Turn != turn) Begin(turn, 0);
        var rest = _text.Rest(text);
        if (rest is null)
        {
            Begin(turn, 0);
            rest = _text.Rest(text);
        }

        Write(rest ?? "");
    }

    private void Begin(int turn, int attempt) => (_text, _at, _appends) = (new Written(), (turn, attempt), false);

    private void Write(string text)
    {
        if (text.Length == 0) return;
        Artifact([A2ATasks.Text(text)], last: false);
        _appends = true;
    }

    // What was told is not told once more, unless it is something else.
    private void Finish(string output, IReadOnlyList<JsonObject> answer)
    {
        if (_appends && _text.Rest(output) is { } rest)
            answer = rest.Length > 0 || answer.Count == 1 ? [A2ATasks.Text(rest), .. answer.Skip(1)] : [.. answer.Skip(1)];
        else _appends = false;
        Artifact(answer, last: true);
    }

    private void Artifact(IReadOnlyList<JsonObject> parts, bool last) => Add("artifactUpdate", JsonParts.Of(
        ("artifact", JsonParts.Of(
            ("artifactId", A2ATasks.Answer), ("name", A2ATasks.Answer), ("parts", new JsonArray([.. parts])))),
        ("append", _appends), ("lastChunk", last)));

    private void Working(RunEvent item, string? text) => Status(
        JsonParts.Of(
            ("state", "TASK_STATE_WORKING"),
            ("message", text is null ? null : A2ATasks.Message(
                run, FormattableString.Invariant($"{run.RunId}.event-{item.Sequence}"), "ROLE_AGENT", [A2ATasks.Text(text)])),
            ("timestamp", A2ATasks.Time(item.At))),
        JsonParts.Of(
            ("durableteams", JsonParts.Of(
                ("event", item.Type), ("sequence", item.Sequence), ("memberRunId", item.MemberRunId),
                ("memberId", item.MemberId)))));

    private void Status(JsonObject status, JsonObject? metadata) =>
        Add("statusUpdate", JsonParts.Of(("status", status), ("metadata", metadata)));

    private void Add(string kind, JsonObject update)
    {
        update.Insert(0, "taskId", run.RunId);
        update.Insert(1, "contextId", run.SessionId);
        _updates.Add(new JsonObject { [kind] = update });
    }
}
