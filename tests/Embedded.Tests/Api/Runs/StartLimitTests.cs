using DurableTeams.Http;
using DurableTeams.Json;

namespace DurableTeams.Embedded.Tests.Api.Runs;

public sealed class StartLimitTests
{
    [Fact]
    public async Task Start_MoreThanTheLimitInAMinute_Is429WithRetryAfter()
    {
        var api = new ApiHost { Variables = new() { [StartLimit.Setting] = "2" } };
        await api.InitializeAsync();
        try
        {
            await api.StartAsync();
            Assert.Equal(400, (await api.PostAsync("teams/newsroom/runs", "{}")).Status);
            var runId = await api.StartAsync();
            foreach (var path in new[] { "teams/newsroom/runs", $"runs/{runId}/fork", $"runs/{runId}/retry" })
            {
                var body = path.StartsWith("teams", StringComparison.Ordinal) ? """{"message":"one more"}""" : "";
                using var response = await api.SendAsync(path, body);
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
                var (status, problem) = await ApiHost.ReadAsync(response);
                Assert.Equal((429, "tooManyStarts"), (status, problem.GetProperty("code").GetString()));
            }

            Assert.Equal(200, (await api.GetAsync($"runs/{runId}")).Status);
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1000001")]
    public void Setting_ThatIsNoLimit_StopsTheStart(string text)
    {
        var refused = Assert.Throws<SettingException>(() => new StartLimit(new Settings((StartLimit.Setting, text))));
        Assert.Contains(StartLimit.Setting, refused.Message, StringComparison.Ordinal);
    }
}
