using DurableTeams.Tools.Functions;
using Microsoft.Extensions.AI;

namespace DurableTeams.Orchestrations.Tests.Tools;

/// <summary>The names that a function is found by beside its own.</summary>
public sealed class FunctionNameTests
{
    [Fact]
    public void SnakeName_OfAMethodALocalFunctionAndAGivenName_IsWhatATeamWrites()
    {
        static string SearchArchive() => "";
        static Task<string> ReadNewsAsync() => Task.FromResult("");

        Assert.Equal(
            ["send_message", "search_archive", "read_news", "given"],
            new[]
            {
                AIFunctionFactory.Create(SendMessage), AIFunctionFactory.Create(SearchArchive),
                AIFunctionFactory.Create(ReadNewsAsync), AIFunctionFactory.Create(SearchArchive, "given"),
            }.Select(function => new RegisteredTool(function).SnakeName));
    }

    private static string SendMessage() => "";
}
