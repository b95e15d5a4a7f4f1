using System.Text;
using System.Text.Json;
using DurableTeams.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace DurableTeams.EndToEnd.Tests.Behaviour;

/// <summary>OpenAI's API on the Functions app; the official client is tested in tests/Protocols.Tests.</summary>
public sealed class OpenAITests(ITestOutputHelper output)
{
    [Theory]
    [OnFunctions]
    public async Task Response_ApprovalAndAnswer_EndsWithTheAnswer(StoreKind store)
    {
        await using var stage = await Stage.ShareAsync(output, store, Newsroom.Team);
        Newsroom.Script(stage);

        var asked = await SayAsync(stage.Api, new { model = "newsroom", input = "Go" });
        var request = Assert.Single(asked.Items("output"), item => item.Text("type") == "mcp_approval_request");
        var ended = await SayAsync(stage.Api, new
        {
            model = "newsroom",
            previous_response_id = asked.Text("id"),
            input = new[] { new { type = "mcp_approval_response", approval_request_id = request.Text("id"), approve = true } },
        });

        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(Newsroom.Answer, ended.Items("output")[^1].Items("content")[0].Text("text"));
    }

    private static async Task<JsonElement> SayAsync(ApiClient api, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await api.Http.PostAsync(new Uri("v1/responses", UriKind.Relative), content);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonText.Parse(await response.Content.ReadAsStringAsync());
    }
}
