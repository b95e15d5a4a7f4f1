using DurableTeams.Json;
using DurableTeams.Models.Anthropic;
using DurableTeams.Models.OpenAI;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Models;

/// <summary>
/// Arguments that are nested deep are the model's mistake, which it can be told; they are no failure of the call that brought
/// them.
/// </summary>
public sealed class DeepArgumentsTests
{
    [Theory]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(500)]
    public void Read_ArgumentsOfAnyDepth_AreACall(int levels)
    {
        var arguments = $$"""{"a":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
        ChatResponse[] answers =
        [
            AnthropicResponse.Read($$"""{"content":[{"type":"tool_use","id":"c","name":"f","input":{{arguments}}}]}""", null),
            ChatCompletionResponse.Read(
                $$$"""{"choices":[{"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":{{{arguments}}}"""
                    + $$$"""}}]}}]}""",
                    null),
        ];

        Assert.All(answers, answer =>
        {
            var call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
            Assert.Equal(levels <= CallArguments.MaxDepth, call.Arguments is not null);
            Assert.Equal(levels <= CallArguments.MaxDepth ? null : arguments, RawArguments.Of(call));
        });
    }
}
