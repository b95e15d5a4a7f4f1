using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Traces;

/// <summary>Spans have words in them only where that is asked for.</summary>
public sealed class ContentTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Export_ContentAskedFor_SpansHaveTheWordsAndNoSecrets()
    {
        await using var here = await Observatory.OpenAsync(
            output, Newsroom.Team, ("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true"));
        Newsroom.Script(here.Stage);
        var run = await here.Api.StartRunAsync("newsroom", "Send the news");
        await here.Api.ApproveAsync(await here.Api.UntilPausedAsync(run));
        await here.Api.UntilAsync(run, "completed");

        var spans = await here.Collector.WholeAsync(run);
        var root = spans.Single(Collector.IsRoot);
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"Send the news"}]}]""", root["gen_ai.input.messages"]);
        Assert.Equal(Newsroom.Answer, JsonText.Parse(root["gen_ai.output.messages"]!)[0].At("parts")[0].Text("content"));
        var search = spans.Named("execute_tool search");
        Assert.Equal(
            ("""{"q":"the fact"}""", "fact-42"), (search["gen_ai.tool.call.arguments"], search["gen_ai.tool.call.result"]));
        var chats = spans.Below(spans.Named("invoke_agent researcher")).Where(span => span.Name == "chat researcher")
            .OrderBy(span => span.Start).ToArray();
        var call = JsonText.Parse(chats[0]["gen_ai.output.messages"]!)[0].At("parts")[0];
        Assert.Equal(("tool_call", "c1", "search", "the fact"), (call.Text("type"), call.Text("id"), call.Text("name"), call.Text(
            "arguments", "q")));
        var answer = JsonText.Parse(chats[1]["gen_ai.input.messages"]!).EnumerateArray().Last().At("parts")[0];
        Assert.Equal(("tool_call_response", "c1", "fact-42"), (answer.Text("type"), answer.Text("id"), answer.Text("response")));
        Assert.DoesNotContain(spans, span => span.ToString() is var text
            && (text.Contains(Stage.ApiKey, StringComparison.Ordinal) || text.Contains(Stage.ToolKey, StringComparison.Ordinal)));
    }
}
