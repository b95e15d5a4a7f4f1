using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTeams.Definitions;
using DurableTeams.Definitions.Tools;
using DurableTeams.Json.Schemas;
using DurableTeams.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DurableTeams.Orchestrations.Tests.Tools;

public class FunctionToolTests
{
    [Fact]
    public async Task InvokeAsync_Function_GetsArgumentsServicesAndItsCall()
    {
        AIFunctionArguments? seen = null;
        ScopedThing? thing = null;
        using var host = new ToolHost(functions: Function((string text, int n, AIFunctionArguments all) =>
        {
            seen = all;
            thing = all.Services!.GetRequiredService<ScopedThing>();
            return $"{text}{n}";
        }));

        var outcome = await host.InvokeAsync("""{"text":"é😀","n":3}""");

        Assert.Equal(new ToolOutcome("é😀3", true), outcome);
        Assert.NotNull(thing);
        var call = ToolCallContext.Of(seen!);
        Assert.Equal(("m1/c1", "r1", "m1", "tool"), (call!.IdempotencyKey, call.RunId, call.MemberRunId, call.Tool));
    }

    [Fact]
    public async Task InvokeAsync_Results_TextAsItIsElseJson()
    {
        Assert.Equal("text", await Result(() => "text"));
        Assert.Equal("", await Result(() => (string?)null));
        Assert.Equal("42", await Result(() => 42));
        Assert.Equal("true", await Result(() => Task.FromResult(true)));
        Assert.Equal("""{"a":[1,2]}""", await Result(() => new { a = new[] { 1, 2 } }));
        Assert.Equal("", await Result(() => Task.CompletedTask));
        Assert.Equal("a", await Result(() => new TextContent("a")));
    }

    [Fact]
    public async Task InvokeAsync_FunctionThrows_PermanentErrorWithMessage()
    {
        using var host = new ToolHost(
            functions: Function(string () => throw new InvalidOperationException("the archive is closed")));

        Assert.Equal(new ToolOutcome("the archive is closed", false), await host.InvokeAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"n":"many"}""")]
    public async Task InvokeAsync_ArgumentsOffTheFunction_ErrorNotException(string arguments)
    {
        using var host = new ToolHost(functions: Function((int n) => n));

        var outcome = await host.InvokeAsync(arguments);

        Assert.False(outcome.Succeeded || outcome.Transient);
    }

    [Fact]
    public async Task InvokeAsync_FunctionBlocksPastTimeout_TransientError()
    {
        using var release = new ManualResetEventSlim();
        var settings = new Dictionary<string, ToolDefinition> { ["tool"] = new() { Timeout = TimeSpan.FromMilliseconds(100) } };
        using var host = new ToolHost(settings, null, Function(() => release.Wait(TimeSpan.FromSeconds(30))));

        var outcome = await host.InvokeAsync();
        release.Set();

        Assert.Equal(new ToolOutcome("The tool did not answer within 100ms.", false, Transient: true, Unknown: true), outcome);
    }

    [Fact]
    public async Task InvokeAsync_Cancelled_ThrowsAndTellsTheFunction()
    {
        using var cancellationToken = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        using var host = new ToolHost(functions: Function(async (CancellationToken token) =>
        {
            using var registration = token.Register(told.SetResult);
            await cancellationToken.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.InvokeAsync(
            cancellationToken: cancellationToken.Token));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task InvokeAsync_FunctionCancelsItself_ErrorNotException()
    {
        using var host = new ToolHost(functions: Function(string () => throw new OperationCanceledException("gave up")));

        Assert.Equal(new ToolOutcome("gave up", false, Unknown: true), await host.InvokeAsync());
    }

    [Theory]
    [InlineData(typeof(TimeoutException), true)]
    [InlineData(typeof(IOException), true)]
    [InlineData(typeof(HttpRequestException), true)]
    [InlineData(typeof(InvalidOperationException), false)]
    [InlineData(typeof(ArgumentException), false)]
    public async Task InvokeAsync_FunctionThrows_UnknownAndTransientOnlyWhereItWasCutOff(Type failure, bool cutOff)
    {
        using var host = new ToolHost(functions: Function(string () => throw (Exception)Activator.CreateInstance(failure)!));

        var outcome = await host.InvokeAsync();
        Assert.Equal((false, cutOff, cutOff), (outcome.Succeeded, outcome.Transient, outcome.Unknown));
    }

    [Fact]
    public async Task InvokeAsync_FunctionCannotConnect_CertainlyDidNothing()
    {
        using var host = new ToolHost(
            functions: Function(string () => throw new HttpRequestException(HttpRequestError.ConnectionError)));

        var outcome = await host.InvokeAsync();
        Assert.Equal((true, false), (outcome.Transient, outcome.Unknown));
    }

    [Fact]
    public async Task InvokeAsync_FunctionSaysHowItFailed_ThatCounts()
    {
        using var host = new ToolHost(functions: Function(string () => throw new ToolException("full", transient: true)
        {
            RetryAfter = TimeSpan.FromSeconds(3),
            MayHaveRun = true,
        }));

        Assert.Equal(
            new ToolOutcome("full", false, Transient: true, Unknown: true) { RetryAfter = TimeSpan.FromSeconds(3) },
            await host.InvokeAsync());
    }

    [Fact]
    public async Task InvokeAsync_PlainDelegate_FindsItsCallAroundIt()
    {
        using var host = new ToolHost(functions: Function(async () =>
        {
            await Task.Yield();
            return ToolCallContext.Current!.IdempotencyKey;
        }));

        Assert.Equal("m1/c1", (await host.InvokeAsync()).Text);
        Assert.Null(ToolCallContext.Current);
    }

    [Fact]
    public async Task InvokeAsync_UnknownTool_ErrorNotException()
    {
        using var host = new ToolHost();

        Assert.Equal(new ToolOutcome(
            "The tool 'nobody' is not defined any more; the call was not made.", false), await host.InvokeAsync(name: "nobody"));
    }

    [Fact]
    public void Describe_FunctionTheFileDoesNotMention_ItsOwnWords()
    {
        using var host = new ToolHost(functions: Function((string text) => text, "Says it"));

        var tool = host.Describe("tool")!;

        Assert.Equal(("Says it", ApprovalKind.None), (tool.Description, tool.Approval));
        Assert.Equal("string", tool.Parameters.GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.Empty(JsonSchemaCheck.Validate(tool.Parameters, JsonElement.Parse("""{"text":"a"}""")));
    }

    [Fact]
    public void Describe_FileSaysMore_FileWins()
    {
        var written = new ToolDefinition
        {
            Description = "From the file",
            Parameters = new JsonObject { ["type"] = "object", ["required"] = new JsonArray("text") },
            Approval = ApprovalKind.UserInput,
            Repeatable = false,
        };
        using var host = new ToolHost(
            new Dictionary<string, ToolDefinition> { ["tool"] = written }, null, Function((string text) => text, "Says it"));

        var tool = host.Describe("tool")!;

        Assert.Equal(("From the file", ApprovalKind.UserInput), (tool.Description, tool.Approval));
        Assert.Equal("""{"type":"object","required":["text"]}""", tool.Parameters.GetRawText());
        Assert.False(tool.Definition.Repeatable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Describe_ApprovalRequiredFunction_ConfirmationEvenWhereTheFileIsSilent(bool inFile)
    {
        var tools = inFile ? new Dictionary<string, ToolDefinition> { ["tool"] = new() { Description = "d" } } : null;
        using var host = new ToolHost(tools, null, new Wrapped(new ApprovalRequiredAIFunction(Function(() => "ran"))));

        var tool = host.Describe("tool")!;

        Assert.Equal((ApprovalKind.Confirmation, ApprovalKind.Confirmation), (tool.Approval, tool.Definition.Approval));
        Assert.Equal("ran", (await host.InvokeAsync()).Text);
    }

    [Fact]
    public async Task Describe_FileMakesHttpToolOfAFunctionsName_HttpTool()
    {
        await using var server = await RecordingServer.StartAsync("over the wire");
        var tools = new Dictionary<string, ToolDefinition>
        {
            ["tool"] = new() { Http = new HttpToolDefinition { Url = server.Url } }
        };
        using var host = new ToolHost(tools, null, Function(() => "in process"));

        Assert.Equal("over the wire", (await host.InvokeAsync()).Text);
    }

    private static AIFunction Function(Delegate method, string? description = null) =>
        AIFunctionFactory.Create(method, "tool", description);

    private static async Task<string> Result(Delegate method)
    {
        using var host = new ToolHost(functions: Function(method));
        var outcome = await host.InvokeAsync();
        Assert.True(outcome.Succeeded, outcome.Text);
        return outcome.Text;
    }

    private sealed class Wrapped(AIFunction inner) : DelegatingAIFunction(inner);
}
