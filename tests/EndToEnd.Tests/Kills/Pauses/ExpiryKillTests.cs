using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Kills.Pauses;

/// <summary>Expiry and kills: one outcome, the same for every process.</summary>
public sealed class ExpiryKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task KilledBeforeTheExpiryAndAwayOverIt_ItExpiresAtTheNextStart()
    {
        await using var drill = await PauseDrill.StartAsync(output, "expires: 3s");
        var asked = await drill.PausedAsync();
        await drill.Stage.KillAsync();
        var expires = asked.At("expiresAt").GetDateTimeOffset();
        await Wait.UntilAsync("the expiry", () => DateTimeOffset.UtcNow > expires);

        await drill.Stage.StartHostAsync();
        drill.Stage.Traffic.Thaw();
        (await drill.Api.ApproveAsync(asked)).ExpectProblem(409);
        var run = await drill.FinishAsync();

        Assert.Equal("expired", Assert.Single(run.Items("requirements")).Text("status"));
        Assert.Equal(0, drill.ToolCalls);
    }

    [Theory]
    [InlineData("telegram-agent")]
    [InlineData("leader")]
    public async Task KilledAfterTheExpiry_AsTheMemberOrTheLeaderResumes_StaysExpired(string agent)
    {
        await using var drill = await PauseDrill.StartAsync(output, "expires: 1s");
        await drill.HoldTurn(agent, 2)();

        await drill.CrashAsync();
        var run = await drill.FinishAsync();

        Assert.Equal("expired", Assert.Single(run.Items("requirements")).Text("status"));
        Assert.Equal(0, drill.ToolCalls);
    }

    /// <summary>
    /// The process dies as it takes a decision, and the time is over when the next one comes; or it dies as the time is over,
    /// with a decision on its way that comes too late.
    /// </summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 8)]
    [InlineData(false, 3)]
    [InlineData(false, 8)]
    public async Task KilledAsADecisionMeetsTheExpiry_OneOutcomeIsLeft(bool inTime, int write)
    {
        await using var drill = await PauseDrill.StartAsync(output, "expires: 2s", repeatable: true);
        var asked = await drill.PausedAsync();

        using var kill = new KillAtWrite(drill.Stage, write);
        if (!inTime) await kill.WroteAsync();
        var deciding = AnswerAsync(drill.Api.ApproveAsync(asked));
        await kill.DoneAsync(deciding);
        var answer = await deciding;
        await drill.CrashAsync();
        var status = Assert.Single((await drill.FinishAsync()).Items("requirements")).Text("status");

        output.WriteLine($"{kill.Writes} writes: answer {answer?.Status.ToString() ?? "none"}, {status}");
        if (answer is not null) Assert.Equal(answer.Status == 200 ? "approved" : "expired", status);
        if (status == "approved") Assert.InRange(drill.ToolCalls, 1, 2);
        else Assert.Equal(0, drill.ToolCalls);
    }

    private static async Task<ApiResponse?> AnswerAsync(Task<ApiResponse> request)
    {
        try
        {
            return await request;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
