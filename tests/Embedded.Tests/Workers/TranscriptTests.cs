using System.Text.Json;
using DurableTeams.Embedded.Working.Transcripts;
using DurableTeams.Worker;

namespace DurableTeams.Embedded.Tests.Workers;

/// <summary>What transcripts say: the forms of the agents, as their documentation and their files have them.</summary>
public sealed class TranscriptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Plain_AnswersAndResults_AreModelAndToolCalls()
    {
        var events = Read(
            """{"role":"user","content":"Fix it"}""",
            """{"role":"assistant","id":"m1","model":"small","content":"Looking","usage":{"prompt_tokens":10,"completion_tokens":5},"tool_calls":[{"id":"c1","type":"function","function":{"name":"ls","arguments":"{\"path\":\"/\"}"}}]}""",
            """{"role":"tool","toolCallId":"c1","content":"a b","timestamp":"2026-11-30T10:00:02Z"}""",
            """{"role":"assistant","id":"m2","content":"Done","usage":{"inputTokens":20,"outputTokens":2}}""",
            "words that are no JSON", "[1]", "{\"other\":1}", "{broken");

        Assert.Equal(["m1:ModelCall:10+5", "c1:ToolCall:a b", "m2:ModelCall:20+2"], events.Select(Show));
        Assert.Equal("""{"path":"/"}""", JsonSerializer.Serialize(events[1].Arguments));
    }

    [Fact]
    public void Plain_LinesWithoutIds_HaveIdsOfWhatTheyHold()
    {
        string[] lines =
        [
            """{"role":"assistant","content":"a"}""", """{"role":"assistant","content":"b"}""",
            """{"role":"assistant","content":"a"}""",
        ];

        var ids = Read(lines).Select(told => told.Id).ToList();

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids, Read(lines).Select(told => told.Id));
        Assert.Equal([ids[1], ids[0]], Read(lines[1], lines[0]).Select(told => told.Id));
    }

    [Fact]
    public void Claude_AnAnswerInSeveralLines_IsOneModelCallWithItsLastUsage()
    {
        var lines = new TranscriptLines();
        foreach (var line in new[]
        {
            """{"type":"system","subtype":"init","session_id":"s"}""",
            """{"type":"assistant","session_id":"s","parent_tool_use_id":null,"message":{"id":"msg_1","model":"claude-x","role":"assistant","content":[{"type":"text","text":"I read it"}],"usage":{"input_tokens":3,"cache_read_input_tokens":100,"output_tokens":1}}}""",
            """{"type":"assistant","session_id":"s","parent_tool_use_id":null,"message":{"id":"msg_1","model":"claude-x","role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"/a"}}],"usage":{"input_tokens":3,"cache_read_input_tokens":100,"output_tokens":25}}}""",
            """{"type":"user","session_id":"s","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"no such file"}],"is_error":true}]}}""",
            """{"type":"assistant","session_id":"s","parent_tool_use_id":"toolu_9","message":{"id":"msg_2","model":"claude-x","role":"assistant","content":[{"type":"text","text":"of a sub-agent"}],"usage":{"input_tokens":1,"output_tokens":1}}}""",
            """{"type":"assistant","session_id":"s","parent_tool_use_id":null,"message":{"id":"msg_3","model":"claude-x","role":"assistant","content":[{"type":"text","text":"Done"}],"usage":{"input_tokens":5,"output_tokens":1}}}""",
            """{"type":"result","subtype":"success","is_error":false,"session_id":"s","result":"It is done","usage":{"input_tokens":9,"cache_read_input_tokens":100,"output_tokens":40}}""",
        }) lines.Read(line);
        var events = lines.Take(last: true);

        Assert.Equal(
            ["msg_1:ModelCall:103+25", "toolu_1:ToolCall:error no such file", "msg_2:ModelCall:1+1", "msg_3:ModelCall:5+14"],
            events.Select(Show));
        Assert.Equal(("toolu_9", "It is done"), (events[2].ParentId, lines.Answer));
        Assert.Equal(149, events.Sum(told => told.Usage is { } usage ? usage.InputTokens + usage.OutputTokens : 0));
    }

    [Fact]
    public void Codex_ARollout_HasTokensOnceForEachTotal()
    {
        string tokens =
            """{"timestamp":"2026-11-30T10:00:03Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":100,"output_tokens":7},"last_token_usage":{"input_tokens":100,"cached_input_tokens":80,"output_tokens":7}}}}""";
        var events = Read(
            """{"timestamp":"2026-11-30T10:00:00Z","type":"session_meta","payload":{"id":"t1","cwd":"/w"}}""",
            """{"timestamp":"2026-11-30T10:00:00Z","type":"turn_context","payload":{"model":"gpt-x"}}""",
            """{"timestamp":"2026-11-30T10:00:01Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"call_1"}}""",
            """{"timestamp":"2026-11-30T10:00:02Z","type":"response_item","payload":{"type":"function_call_output","call_id":"call_1","output":"{\"output\":\"file1\\n\",\"metadata\":{\"exit_code\":0}}"}}""",
            """{"timestamp":"2026-11-30T10:00:02Z","type":"event_msg","payload":{"type":"token_count","info":null}}""",
            tokens, tokens);

        Assert.Equal(
            ["call_1:ToolCall:file1\n", "t1:tokens:107:ModelCall:100+7", "t1:tokens:107:ModelCall:100+7"], events.Select(Show));
        Assert.Equal("gpt-x", events[1].Name);
        Assert.Equal(TimeSpan.FromSeconds(1), events[0].EndedAt - events[0].StartedAt);
    }

    [Fact]
    public void Codex_ExecJson_PairsStepsAndEndsWithTheMessage()
    {
        var lines = new TranscriptLines();
        foreach (var line in new[]
        {
            """{"type":"thread.started","thread_id":"t1"}""", """{"type":"turn.started"}""",
            """{"type":"item.started","item":{"id":"item_1","type":"command_execution","command":"bash -lc ls","status":"in_progress"}}""",
            """{"type":"item.completed","item":{"id":"item_1","type":"command_execution","command":"bash -lc ls","aggregated_output":"file1\n","exit_code":0,"status":"completed"}}""",
            """{"type":"item.completed","item":{"id":"item_2","type":"agent_message","text":"One file."}}""",
            """{"type":"turn.completed","usage":{"input_tokens":60,"cached_input_tokens":40,"output_tokens":9}}""",
        }) lines.Read(line);

        Assert.Equal(["t1:1:item_1:ToolCall:file1\n", "t1:1:tokens:ModelCall:60+9"], lines.Take(last: true).Select(Show));
        Assert.Equal("One file.", lines.Answer);
    }

    [Theory]
    [InlineData("""{"role":7}""")]
    [InlineData("""{"role":"assistant","usage":[],"tool_calls":{},"content":5}""")]
    [InlineData("""{"role":"assistant","tool_calls":[null,1,"x"],"usage":{"inputTokens":"many"}}""")]
    [InlineData("""{"type":"assistant","message":{"content":[null,{"type":"tool_use"}],"usage":{"input_tokens":1e300}}}""")]
    [InlineData("""{"type":"user","message":{"content":[{"type":"tool_result"}]}}""")]
    [InlineData("""{"type":"response_item","payload":{"type":"function_call_output"}}""")]
    [InlineData("""{"type":"item.completed","item":{"type":"mcp_tool_call","error":{}}}""")]
    [InlineData(
        """{"type":"event_msg","payload":{"type":"token_count","info":{"last_token_usage":{},"total_token_usage":{}}}}""")]
    public void Lines_OfUnexpectedShape_BreakNothing(string line) =>
        Assert.All(Read(line), told => Assert.InRange(told.Id.Length, 1, 200));

    [Fact]
    public void Files_ThatGrow_GiveEachWholeLineOnce()
    {
        var files = new TranscriptFiles(null, _directory.Path);
        var file = Path.Combine(_directory.Path, TranscriptSource.DefaultFile);
        Assert.Empty(files.ReadNew(last: false));

        File.AppendAllText(file, "one\ntw");
        Assert.Equal(["one"], files.ReadNew(last: false).Select(line => line.Line));
        File.AppendAllText(file, "o\n" + new string('x', TranscriptFiles.LongestLine + 1) + "\nthree");
        Assert.Equal(["two"], files.ReadNew(last: false).Select(line => line.Line));
        Assert.Equal(["three"], files.ReadNew(last: true).Select(line => line.Line));
        Assert.Empty(files.ReadNew(last: true));
    }

    [Fact]
    public void Files_OfAPatternElsewhere_AreReadWhereTheirCwdIsTheWorks()
    {
        var (work, sessions) = (Path.Combine(_directory.Path, "work"), Path.Combine(_directory.Path, "sessions", "2026", "11"));
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(sessions);
        var files = new TranscriptFiles(Path.Combine(_directory.Path, "sessions", "**", "*.jsonl"), work);
        File.WriteAllText(
            Path.Combine(sessions, "mine.jsonl"), $$$"""{"type":"session_meta","payload":{"cwd":"{{{work}}}"}}""" + "\n");
        File.WriteAllText(Path.Combine(sessions, "other.jsonl"), """{"cwd":"/elsewhere"}""" + "\n");
        File.WriteAllText(Path.Combine(sessions, "notes.txt"), $$"""{"cwd":"{{work}}"}""" + "\n");

        Assert.Equal(["mine.jsonl"], files.ReadNew(last: false).Select(line => Path.GetFileName(line.File)));
    }

    private static IReadOnlyList<WorkEvent> Read(params string[] lines)
    {
        var read = new TranscriptLines();
        foreach (var line in lines) read.Read(line);
        return read.Take(last: true);
    }

    private static string Show(WorkEvent told) => $"{told.Id}:{told.Type}:" + (told.Usage is { } usage
        ? $"{usage.InputTokens}+{usage.OutputTokens}"
        : told.Error is { } error ? "error " + error : told.Result);
}
